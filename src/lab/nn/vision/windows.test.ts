import { describe, expect, test } from "vitest";
import { constant, evaluate, random, type Tensor } from "#engine";
import { axisMask, mergeWindows, partitionWindows, roll, rollGrid, windowingOf, windowMask } from "./windows.ts";

const valuesOf = async (x: Tensor) => Array.from((await evaluate(x)).data, Number);
const draw = (...shape: number[]) =>
  constant(
    random(1)
      .stream("x")
      .normal(shape.reduce((a, b) => a * b)),
    { shape },
  );

describe("the windows of a block", () => {
  test("are shifted by half of them in every other block", () => {
    expect(windowingOf(14, 14, 7, 1)).toEqual({ side: 7, shift: 0 });
    expect(windowingOf(14, 14, 7, 2)).toEqual({ side: 7, shift: 3 });
    expect(windowingOf(12, 12, 4, 4)).toEqual({ side: 4, shift: 2 });
  });
  test("are one, never shifted, on a grid no larger than they are", () => {
    for (const block of [1, 2]) {
      expect(windowingOf(7, 7, 7, block)).toEqual({ side: 7, shift: 0 });
      expect(windowingOf(4, 4, 7, block)).toEqual({ side: 4, shift: 0 });
    }
  });
  test("must tile the grid", () => expect(() => windowingOf(10, 12, 4, 1)).toThrow("do not tile a grid of 10 x 12"));
});

describe("movement", () => {
  test("rolling moves what leaves at one end to the other, and back is the identity", async () => {
    expect(await valuesOf(roll(constant([0, 1, 2, 3, 4]), 0, -2))).toEqual([2, 3, 4, 0, 1]);
    expect(await valuesOf(roll(constant([0, 1, 2, 3, 4]), 0, 2))).toEqual([3, 4, 0, 1, 2]);
    const x = draw(2, 6, 4, 3);
    expect(await valuesOf(rollGrid(rollGrid(x, 1, -3), 1, 3))).toEqual(await valuesOf(x));
    const twoByTwo = constant([0, 1, 2, 3], { shape: [2, 2] });
    expect(await valuesOf(rollGrid(twoByTwo, 0, -1))).toEqual([3, 2, 1, 0]);
  });
  test("a grid is cut into windows row by row, and merging puts it together again", async () => {
    const places = constant(
      Float32Array.from({ length: 16 }, (_, at) => at),
      { shape: [4, 4, 1] },
    );
    expect(await valuesOf(partitionWindows(places, 2))).toEqual([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15]);
    const x = draw(2, 3, 6, 4, 5);
    expect(await valuesOf(mergeWindows(partitionWindows(x, 2), 6, 4))).toEqual(await valuesOf(x));
  });
});

describe("masks", () => {
  test("keep apart what a roll brings together, in the last window only", async () => {
    const mask = await valuesOf(axisMask(8, { side: 4, shift: 2 }));
    expect(mask.slice(0, 16)).toEqual(new Array(16).fill(1));
    expect(mask.slice(16)).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1]);
    expect(await valuesOf(axisMask(8, { side: 4, shift: 0 }))).toEqual(new Array(32).fill(1));
  });
  test("of whole windows are Swin's: tokens of one region of the rolled grid see each other", async () => {
    const [rows, columns, windowing] = [4, 6, { side: 2, shift: 1 }] as const;
    // Swin's own way: number the regions of the whole grid, cut it, compare.
    const band = (at: number, length: number) => (at < length - 2 ? 0 : at < length - 1 ? 1 : 2);
    const regions = Float32Array.from(
      { length: rows * columns },
      (_, at) => 3 * band(Math.floor(at / columns), rows) + band(at % columns, columns),
    );
    const cut = await valuesOf(partitionWindows(constant(regions, { shape: [rows, columns, 1] }), 2));
    const wanted = Array.from({ length: 6 * 16 }, (_, at) => {
      const [window, pair] = [Math.floor(at / 16), at % 16];
      return Number(cut[4 * window + Math.floor(pair / 4)] === cut[4 * window + (pair % 4)]);
    });
    expect(await valuesOf(windowMask(rows, columns, windowing))).toEqual(wanted);
    expect(wanted).toContain(0);
  });
});
