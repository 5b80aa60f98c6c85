import { expect, test } from "vitest";
import { studentT } from "./student-t.ts";

/** From the tables of the distribution: R's qt(0.975, n), qt(0.95, n). */
const table: [freedom: number, both95: number, both90: number][] = [
  [1, 12.7062047361747, 6.31375151467504],
  [2, 4.30265272974946, 2.91998558035373],
  [3, 3.18244630528371, 2.35336343480182],
  [4, 2.77644510519779, 2.13184678632665],
  [7, 2.36462425159278, 1.89457860508701],
  [19, 2.09302405440831, 1.72913281152137],
  [30, 2.0422724563012, 1.69726088659396],
  [100, 1.98397151852355, 1.66023432606575],
  [500, 1.96471983746, 1.64790685392],
];

test.each(table)("with %i degrees of freedom is the table's", (freedom, both95, both90) => {
  expect(studentT(freedom)).toBeCloseTo(both95, 8);
  expect(studentT(freedom, 0.9)).toBeCloseTo(both90, 8);
});

test("falls towards the normal distribution's, without a step where its formula changes", () => {
  const around = [498, 499, 500, 501, 502, 503].map((freedom) => studentT(freedom));
  const drops = around.slice(1).map((t, index) => around[index] - t);
  for (const drop of drops) expect(drop / drops[0]).toBeCloseTo(1, 1);
  expect(studentT(1e6)).toBeCloseTo(1.96, 4);
});

test("asks for at least two values", () => {
  expect(() => studentT(0)).toThrow("invalid degrees of freedom: 0");
});
