import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linePath, lonePoints, spread, thin } from "./path.ts";
import type { XY } from "./model.ts";
import { createScale } from "./scale.ts";

describe("a line's path", () => {
  const scale = createScale([0, 10]);
  test("runs from the lower left to the upper right for growing values", () => {
    expect(
      linePath(
        [
          [0, 0],
          [10, 10],
        ],
        scale,
        scale,
      ),
    ).toBe("M0 1000L1000 0");
  });
  test("breaks at a gap instead of bridging it", () => {
    expect(
      linePath(
        [
          [0, 0],
          [5, null],
          [10, 10],
        ],
        scale,
        scale,
      ),
    ).toBe("M0 1000M1000 0");
  });
  test("does not reach a point whose neighbours are missing", () => {
    const points: XY[] = [
      [0, 1],
      [1, null],
      [2, 2],
      [3, 3],
      [4, null],
      [5, null],
      [6, 4],
    ];
    expect(lonePoints(points).map(([x]) => x)).toEqual([0, 6]);
    expect(lonePoints([[5, 1]])).toEqual([[5, 1]]);
    expect(lonePoints([])).toEqual([]);
  });
  test("of nothing is empty", () => {
    expect(linePath([], scale, scale)).toBe("");
  });
});

describe("thinning a long line", () => {
  const noisy: XY[] = Array.from({ length: 10_000 }, (_, x) => [x, x === 4321 ? 99 : Math.sin(x / 50)]);
  test("keeps its peaks, its first and its last point", () => {
    const kept = thin(noisy, 400);
    expect(kept.length).toBeLessThan(700);
    expect(kept).toContainEqual([4321, 99]);
    expect([kept[0], kept.at(-1)]).toEqual([noisy[0], noisy.at(-1)]);
  });
  test("keeps it open where a value is missing", () => {
    const broken = noisy.map(([x, y]): XY => [x, x === 77 ? null : y]);
    expect(thin(broken, 400).some(([, y]) => y === null)).toBe(true);
  });
});

describe("labels beside their lines", () => {
  test("stay where they are when they have room", () => {
    expect(spread([0.8, 0.2], 0.1)).toEqual([0.8, 0.2]);
  });
  test("move apart around their common middle when they have not", () => {
    const [a, b] = spread([0.5, 0.5], 0.1);
    expect(a).toBeCloseTo(0.45);
    expect(b).toBeCloseTo(0.55);
  });
  test("never overlap, keep their order, and stay inside while they fit", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }), (wanted) => {
        const placed = spread(wanted, 0.06);
        const order = wanted.map((at, index) => ({ at, placed: placed[index] })).sort((a, b) => a.at - b.at);
        for (let index = 1; index < order.length; index++)
          expect(order[index].placed - order[index - 1].placed).toBeGreaterThan(0.06 - 1e-9);
        expect(Math.min(...placed)).toBeGreaterThan(-1e-9);
        expect(Math.max(...placed)).toBeLessThan(1 + 1e-9);
      }),
    );
  });
});
