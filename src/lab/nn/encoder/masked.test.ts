import { expect, test } from "vitest";
import { constant, Scope } from "#engine";
import { forward } from "../../measure/forward.ts";
import { encoder, type Encoder } from "./encoder.ts";
import { maskedLoss, rowsAt, wordLogits } from "./masked.ts";

const model: Encoder = { vocabulary: 50, context: 4, depth: 1, width: 16, heads: 2 };
const int32 = (values: number[]) => constant(values, { dtype: "int32" });
const tokens = constant(
  [
    [5, 9, 3, 0],
    [7, 7, 2, 4],
  ],
  { dtype: "int32" },
);

test("the loss at chosen places is that of the whole text's logits there, and a weight of 0 is no place", async () => {
  const { some, whole } = await forward((at) => {
    const states = encoder(at, tokens, model).layers[1];
    const guessed = { places: int32([2, 5, 0]), codes: int32([8, 7, 1]), weights: constant([1, 1, 0]) };
    return { some: maskedLoss(at, states, guessed, model), whole: wordLogits(at, states, model).logSoftmax() };
  });
  expect(some[0]).toBeCloseTo(-(whole[2 * 50 + 8] + whole[5 * 50 + 7]) / 2, 5);
  expect(some[0]).toBeGreaterThan(Math.log(50) - 0.3);
  expect(some[0]).toBeLessThan(Math.log(50) + 0.3);
});

test("the head is the encoder's own table: no second one, and a bias for each word", () => {
  const scope = new Scope();
  wordLogits(scope, encoder(scope, tokens, model).layers[1], model);
  const tables = scope.parameters.filter(({ shape }) => shape.includes(50));
  expect(tables.map(({ name }) => name)).toEqual(["embedding", "head/bias"]);
});

test("places count through the batch", async () => {
  const states = constant([
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 8],
    ],
  ]);
  const { rows } = await forward(() => ({ rows: rowsAt(states, int32([3, 0])) }));
  expect(rows).toEqual([7, 8, 1, 2]);
});
