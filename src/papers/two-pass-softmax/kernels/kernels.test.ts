import { afterAll, describe, expect, test } from "vitest";
import { random } from "#engine";
import { canShare } from "#lab/wasm/crew";
import { hasFusedMadd } from "#lab/wasm/relaxed";
import golden from "../golden/numbers.json" with { type: "json" };
import { openMachine, type Kernels } from "./machine.ts";
import { algorithms, recompute, twoPasses, type AlgorithmName, type Softmax } from "./softmax.ts";

const capacity = 40_000;
const machine = openMachine(capacity, { shared: canShare() });
const crew = await machine.crew("plain", 3);
afterAll(() => crew.release());
const builds: Record<string, Kernels> = {
  "plain SIMD": machine.kernels("plain"),
  // Every runtime that the tests run on has it; where one has not, its kernels would be the plain ones.
  "relaxed SIMD": machine.kernels(hasFusedMadd() ? "fused" : "plain"),
  "three threads": crew,
};
const [from, to] = machine.rows;
const names = Object.keys(algorithms) as AlgorithmName[];

function softmaxOf(softmax: Softmax, kernels: Kernels, x: ArrayLike<number>): Float64Array {
  machine.floats.fill(NaN, to / 4, to / 4 + x.length);
  machine.floats.set(x, from / 4);
  // Whatever stands behind a row is not a part of it.
  machine.floats.fill(1e9, from / 4 + x.length, from / 4 + x.length + 4);
  softmax(kernels, from, to, x.length);
  return Float64Array.from(machine.floats.subarray(to / 4, to / 4 + x.length));
}

function exact(x: ArrayLike<number>): Float64Array {
  const all = Float64Array.from(x);
  const maximum = all.reduce((best, value) => Math.max(best, value), -Infinity);
  const powers = all.map((value) => Math.exp(value - maximum));
  const sum = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / sum);
}

/** Largest error, as a part of what is right, where that is above 1e-30. */
const errorOf = (y: ArrayLike<number>, right: ArrayLike<number>): number =>
  Math.max(...Array.from(right, (value, at) => (value > 1e-30 ? Math.abs(y[at] / value - 1) : 0)));

const uniform = (seed: number, length: number, scale: number) =>
  random(seed)
    .stream("row")
    .uniform(length)
    .map((u) => scale * (2 * u - 1));

describe.each(Object.entries(builds))("%s", (_, kernels) => {
  test.each(names)("%s: a row of each length has the softmax of float64, to the last vector and not beyond", (name) => {
    for (let length = 1; length <= 70; length++) {
      const x = uniform(length, length, 20);
      const y = softmaxOf(algorithms[name], kernels, x);
      expect(errorOf(y, exact(x)), `length ${length}`).toBeLessThan(4e-6);
      expect(Math.abs(y.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-6);
    }
  });
  test("two passes: rows of any scale, long and short, and numpy's", () => {
    for (const scale of [20, 100, 1_000, 10_000])
      for (const length of [100, 4_096, capacity]) {
        const x = uniform(scale, length, scale);
        expect(errorOf(softmaxOf(twoPasses, kernels, x), exact(x)), `${scale}, ${length}`).toBeLessThan(2e-6);
      }
    for (const { x, y } of golden.rows) expect(errorOf(softmaxOf(twoPasses, kernels, x), y)).toBeLessThan(2e-6);
  });
  test("two passes: a shift changes nothing, an order changes nothing", () => {
    const x = uniform(1, 1_000, 8).map((value) => Math.round(value * 1024) / 1024);
    const y = softmaxOf(twoPasses, kernels, x);
    expect(
      errorOf(
        softmaxOf(
          twoPasses,
          kernels,
          x.map((value) => value + 512),
        ),
        y,
      ),
    ).toBeLessThan(2e-6);
    expect(errorOf(softmaxOf(twoPasses, kernels, x.toReversed()).toReversed(), y)).toBeLessThan(2e-6);
  });
  test("what is not a number, and what is infinite", () => {
    const padded = (...values: number[]) => [...values, ...new Array<number>(20).fill(-2)];
    for (const name of names)
      expect(softmaxOf(algorithms[name], kernels, padded(0, NaN)).every(Number.isNaN), name).toBe(true);
    for (const top of [3, 5e5, 2e6, 1e30])
      expect(
        [...softmaxOf(twoPasses, kernels, padded(top, -9.4e6, -1e30, -Infinity)).subarray(0, 4)],
        `${top}`,
      ).toEqual([expect.closeTo(top === 3 ? exact(padded(3))[0] : 1, 6), 0, 0, 0]);
    expect(softmaxOf(twoPasses, kernels, padded(Infinity)).every(Number.isNaN)).toBe(true);
    // A row that is masked as a whole has nothing to choose by; three passes make NaN of it.
    const nothing = new Array<number>(8).fill(-Infinity);
    expect([...softmaxOf(twoPasses, kernels, nothing)]).toEqual(new Array(8).fill(0.125));
    expect(softmaxOf(recompute, kernels, nothing).every(Number.isNaN)).toBe(true);
    expect(softmaxOf(recompute, kernels, padded(3, -Infinity))[1]).toBe(0);
  });
});

test.each([
  ["two passes", 2, 1],
  ["recompute", 3, 1],
  ["reload", 3, 2],
  ["online", 2, 1],
] as const)("%s reads each number %i times and writes it %i times", (name, reads, writes) => {
  const counting = machine.kernels("plain", { counted: true });
  const length = 1_600;
  machine.floats.set(uniform(1, length, 20), from / 4);
  algorithms[name](counting, from, to, length);
  expect(counting.traffic()).toEqual({ reads: reads * length, writes: writes * length });
});

test("the limits of the machine do what they are called", () => {
  const kernels = machine.kernels("plain");
  const [, , third] = machine.rows;
  machine.floats.set([1, 2, 3, 4, 5], from / 4);
  machine.floats.set([10, 20, 30, 40, 50], third / 4);
  kernels.run("triad", from, to, 5, { factor: 2 });
  expect([...machine.floats.subarray(to / 4, to / 4 + 5)]).toEqual([21, 42, 63, 84, 105]);
  kernels.run("copy", from, to, 5);
  expect([...machine.floats.subarray(to / 4, to / 4 + 5)]).toEqual([1, 2, 3, 4, 5]);
});
