import { describe, expect, test } from "vitest";
import { constant, random } from "#engine";
import { forward } from "../../measure/forward.ts";
import { unitRows } from "./contrastive.ts";
import { drawPairs, mixList, mixPairs } from "./mixing.ts";

const near = (got: readonly number[], wanted: readonly number[]) => {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, at) => expect(value).toBeCloseTo(wanted[at], 5));
};

describe("mixing", () => {
  const negatives = constant([
    [2, 0, 0],
    [0, 5, 0],
    [0, 0, -1],
  ]);
  const places = (values: number[]) => constant([values], { dtype: "int32" });
  test("of two goes from one to the other on the sphere, whatever their lengths", async () => {
    const { mixed } = await forward(() => ({
      mixed: mixPairs(negatives, {
        first: places([0, 0, 0, 1]),
        second: places([1, 1, 1, 2]),
        share: constant([[1, 0, 0.2, 0.5]]),
      }),
    }));
    const [a, b, half] = [0.2 / Math.hypot(0.2, 0.8), 0.8 / Math.hypot(0.2, 0.8), Math.SQRT1_2];
    near(mixed, [...[1, 0, 0], ...[0, 1, 0], ...[a, b, 0], ...[0, half, -half]]);
  });
  test("of a list leans to what is near the query, and is the nearest one at a temperature near 0", async () => {
    const queries = constant([[1, 2, 0]]);
    const { warm, cold, length } = await forward(() => {
      const list = negatives.unsqueeze(0);
      const warm = mixList(queries, list, 1);
      return { warm, cold: mixList(queries, list, 1e-3), length: warm.square().sum(-1).squeeze() };
    });
    const shares = [1, 2, 0].map((score) => Math.exp(score / Math.sqrt(5)));
    const size = Math.hypot(...shares);
    near(warm, [shares[0] / size, shares[1] / size, -shares[2] / size]);
    near(cold, [0, 1, 0]);
    near(length, [1]);
  });
  test("of equal parents is that parent", async () => {
    const { pair, list, parent } = await forward(() => {
      const same = constant([[1, 2, 2], [1, 2, 2]]); // prettier-ignore
      const share = constant([[0.3]]);
      return {
        pair: mixPairs(same, { first: places([0]), second: places([1]), share }),
        list: mixList(constant([[1, 0, 0]]), same.unsqueeze(0), 0.1),
        parent: unitRows(constant([1, 2, 2])),
      };
    });
    near([...pair, ...list], [...parent, ...parent]);
  });
});

test("pairs are two different negatives of one query, each as often, with shares between 0 and 1", () => {
  const [queries, negatives, pairs] = [50, 4, 60];
  const drawn = drawPairs(random(1).stream("pairs"), { queries, negatives, pairs });
  const counts = new Map<string, number>();
  for (const [at, first] of drawn.first.entries()) {
    const [second, share, start] = [drawn.second[at], drawn.share[at], negatives * Math.floor(at / pairs)];
    expect(first).not.toBe(second);
    for (const place of [first, second]) expect(place >= start && place < start + negatives).toBe(true);
    expect(share >= 0 && share < 1).toBe(true);
    const key = `${first - start} ${second - start}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(12);
  const wanted = (queries * pairs) / 12;
  const chi = [...counts.values()].reduce((sum, count) => sum + (count - wanted) ** 2 / wanted, 0);
  expect(chi).toBeLessThan(31.3); // 11 degrees of freedom, one in a thousand
  expect(() => drawPairs(random(1).stream("pairs"), { queries, negatives: 1, pairs })).toThrow("do not make a pair");
});
