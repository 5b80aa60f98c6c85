import { describe, expect, test } from "vitest";
import { fit, type Examples, type Settings } from "./model.ts";
import { unit, type Vector } from "./vectors.ts";

const vector = (...entries: [number, number][]): Vector => unit(entries)!;
const apples = vector([1, 1], [7, 0.2]);
const pears = vector([1, 0.8], [2, 1]);
const bees = vector([3, 1], [7, 0.3]);
const wasps = vector([3, 1], [4, 1]);

/** As model.ts states it. */
function objective({ likes, dislikes, others }: Examples, { penalty, others: background }: Settings) {
  const model = fit({ likes, dislikes, others }, { penalty, others: background });
  const weights = new Map<number, number>();
  for (let dimension = 0; dimension < 10; dimension++) {
    const [part] = model.partsOf({ at: Int32Array.of(dimension), value: Float32Array.of(1) });
    weights.set(dimension, part.adds);
  }
  const bias = model.score({ at: new Int32Array(), value: new Float32Array() });
  const rows = [
    ...likes.map((x) => ({ x, y: 1, c: 1 / likes.length })),
    ...dislikes.map((x) => ({ x, y: -1, c: Math.min(1 / likes.length, 1 / dislikes.length) })),
    ...others.map((x) => ({ x, y: -1, c: background / others.length })),
  ];
  const at = (moved: ReadonlyMap<number, number>, b: number): number =>
    rows.reduce((sum, { x, y, c }) => {
      const score = x.at.reduce((all, dimension, index) => all + moved.get(dimension)! * x.value[index], b);
      return sum + c * Math.log(1 + Math.exp(-y * score));
    }, 0) +
    (penalty / 2) * [...moved.values()].reduce((sum, w) => sum + w * w, 0);
  return { weights, bias, at };
}

describe("the model of a reader", () => {
  test("minimizes what it says: no small change of a weight or of the bias is better", () => {
    const how = { penalty: 0.2, others: 0.7 };
    const { weights, bias, at } = objective({ likes: [apples, pears], dislikes: [wasps], others: [bees, apples] }, how);
    const best = at(weights, bias);
    for (const by of [0.02, -0.02]) {
      expect(at(weights, bias + by)).toBeGreaterThan(best);
      for (const [dimension, weight] of weights)
        expect(at(new Map([...weights, [dimension, weight + by]]), bias)).toBeGreaterThan(best);
    }
  });

  test("puts what is like the liked before what is like the others, and that before what is not for the reader", () => {
    const model = fit({ likes: [apples], dislikes: [wasps], others: [bees, vector([9, 1])] });
    const fruit = vector([1, 1], [5, 1]);
    const unknown = vector([8, 1]);
    const scores = [fruit, unknown, vector([3, 1], [5, 1]), wasps].map((one) => model.score(one));
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(model.partsOf(fruit).map(({ dimension, adds }) => [dimension, adds > 0])).toEqual([
      [1, true],
      [5, false],
    ]);
  });

  test("is the same for the same marks, and does without dislikes and others", () => {
    const marks = { likes: [apples, pears], dislikes: [], others: [] };
    expect(fit(marks).score(apples)).toBe(fit(marks).score(apples));
    expect(fit(marks).score(apples)).toBeGreaterThan(fit(marks).score(wasps));
  });
});
