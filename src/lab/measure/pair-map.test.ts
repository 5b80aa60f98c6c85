import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { mapped, pairMap } from "./pair-map.ts";

/** Pairs that share their first two numbers, the second faint; the other four are noise of their own, and loud. */
const [pairs, width] = [3_000, 6];
function side(name: string): Float32Array {
  const shared = random(1)
    .stream("shared")
    .normal(2 * pairs);
  const noise = random(1)
    .stream(name)
    .normal(width * pairs);
  return Float32Array.from({ length: width * pairs }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    const spread = [1, 0.1][column] ?? 0;
    return 5 + spread * (shared[2 * row + column] ?? 0) + (column < 2 ? 0.5 * spread : 3) * noise[at];
  });
}
const [queries, passages] = [side("queries"), side("passages")];

describe("a map from pairs", () => {
  test("keeps what pairs share, however faint, and not what is loud", () => {
    for (const row of pairMap(queries, passages, { width, size: 2, penalty: 0 }).rows) {
      const parts = row.map((weight, at) => weight * ([1, 0.1][at] ?? 3));
      expect(Math.hypot(...parts.subarray(2))).toBeLessThan(0.15 * Math.hypot(parts[0], parts[1]));
    }
  });
  test("has directions that do not mix within pairs, each scaled by what it tells, the most telling first", () => {
    const map = pairMap(queries, passages, { width, penalty: 0 });
    const [left, right] = [mapped(queries, map), mapped(passages, map)];
    const moment = (of: (row: number) => number) =>
      Array.from({ length: pairs }, (_, row) => of(row)).reduce((sum, value) => sum + value / pairs, 0);
    const difference = (row: number, at: number) => left[row * width + at] - right[row * width + at];
    const within = (i: number, j: number) => moment((row) => difference(row, i) * difference(row, j)) / 2;
    for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) expect(within(i, j)).toBeCloseTo(0, 3);
    for (const i of [0, 1]) {
      // Shared with a spread of 1 against 0.25 of its own: 5 in all where the own one is 1.
      const all = moment((row) => (left[row * width + i] ** 2 + right[row * width + i] ** 2) / 2) / within(i, i);
      expect(all).toBeGreaterThan(4.5);
      expect(within(i, i)).toBeCloseTo((all - 1) / (2 * all - 1), 3);
    }
    for (let i = 2; i < width; i++) expect(within(i, i)).toBeLessThan(0.06);
  });
});
