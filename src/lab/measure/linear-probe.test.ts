import { expect, test } from "vitest";
import { random } from "#engine";
import { openLinearProbe, type Labelled } from "./linear-probe.ts";

const [rows, width, classes] = [300, 6, 3];

/** The class is the largest of the first three numbers; with `told: false` it is drawn. */
function sample(name: string, told: boolean): Labelled {
  const stream = random(1).stream(name);
  // Another mean and scale by feature, which standardizing takes away.
  const vectors = stream.normal(rows * width).map((value, at) => (at % width) + value * 10 ** (at % width));
  const drawn = stream.integers(rows, classes);
  const largest = (row: number) => {
    const [a, b, c] = [0, 1, 2].map((at) => (vectors[row * width + at] - at) / 10 ** at);
    return a > b && a > c ? 0 : b > c ? 1 : 2;
  };
  return { vectors, classes: Array.from(drawn, (own, row) => (told ? largest(row) : own)) };
}

test("reads a class that is in the vectors, and guesses one that is not", async () => {
  const probe = await openLinearProbe({ rows, width, classes }, { threads: 1 });
  expect(await probe.accuracy(sample("fit", true), sample("held", true))).toBeGreaterThan(0.9);
  expect(await probe.accuracy(sample("fit", false), sample("held", false))).toBeLessThan(0.45);
  // A fit begins anew, whatever was fitted before.
  expect(await probe.accuracy(sample("fit", true), sample("held", true))).toBeGreaterThan(0.9);
  await probe.release();
});
