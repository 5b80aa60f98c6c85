import { expect, test } from "vitest";
import { constant, crossEntropy, evaluate, gradient, input, compile, open } from "#engine";
import { registerMatchers } from "#engine/testing";
import { answerBatch } from "../../datasets/answers.ts";
import { rightTokens, rowAccuracy, weightedAccuracy, weightedCrossEntropy, weightedMean } from "./weighted.ts";

registerMatchers(expect);

/** Two rows of three tokens over three words; the largest logit is the target but at the second token of the first row. */
const logits = constant([
  [
    [2, 1, 0],
    [0, 3, 1],
    [0, 1, 4],
  ],
  [
    [1, 0, 0],
    [0, 2, 1],
    [5, 0, 0],
  ],
]);
const targets = constant(Int32Array.of(0, 2, 2, 0, 1, 0), { shape: [2, 3] });
const number = async (tensor: Parameters<typeof evaluate>[0]) => Number((await evaluate(tensor)).data[0]);

test("with weights of one the mean is the plain cross entropy, and tokens of weight 0 count nowhere", async () => {
  const ones = constant(new Float32Array(6).fill(1), { shape: [2, 3] });
  expect(await number(weightedCrossEntropy(logits, targets, ones))).toBeCloseTo(
    await number(crossEntropy(logits, targets)),
    6,
  );
  const first = constant(Float32Array.of(1, 0, 0, 0, 0, 0), { shape: [2, 3] });
  // -log softmax(2, 1, 0)[0]
  expect(await number(weightedCrossEntropy(logits, targets, first))).toBeCloseTo(0.407606, 5);
});

test("a mean by weight does not change with the weights' scale, a mean over a mask does", async () => {
  const values = constant([[1, 3]]);
  const [weights, mask] = [constant([[0.1, 0.3]]), constant([[1, 1]])];
  expect(await number(weightedMean(values, weights))).toBeCloseTo(2.5, 6);
  expect(await number(weightedMean(values, weights.mul(10)))).toBeCloseTo(2.5, 6);
  expect(await number(weightedMean(values, weights, mask))).toBeCloseTo(0.5, 6);
  expect(await number(weightedMean(values, constant([[0, 0]])))).toBe(0);
});

test("accuracy is taken over the tokens that have a weight, and over rows all of whose such tokens are right", async () => {
  expect((await evaluate(rightTokens(logits, targets))).data).toBeCloseToTensor([1, 0, 1, 1, 1, 1]);
  const all = constant(new Float32Array(6).fill(1), { shape: [2, 3] });
  const without = constant(Float32Array.of(1, 0, 1, 1, 0, 1), { shape: [2, 3] });
  expect(await number(weightedAccuracy(logits, targets, all))).toBeCloseTo(5 / 6, 6);
  expect(await number(weightedAccuracy(logits, targets, without))).toBe(1);
  expect(await number(rowAccuracy(logits, targets, all))).toBe(0.5);
  expect(await number(rowAccuracy(logits, targets, without))).toBe(1);
});

test("the gradient reaches each token's logits in proportion to its weight", async () => {
  const [x, weights] = [input("x", [1, 2, 3]), constant([[3, 1]])];
  const loss = weightedCrossEntropy(x, constant(Int32Array.of(0, 0), { shape: [1, 2] }), weights);
  const session = await open(compile({ outputs: { slope: gradient(loss, [x])[0] } }));
  const { slope } = await session.run({ x: Float32Array.of(2, 1, 0, 2, 1, 0) });
  await session.release();
  const [first, second] = [0, 3].map((from) => Array.from(slope.data as Float32Array).slice(from, from + 3));
  for (const [at, value] of first.entries()) expect(value).toBeCloseTo(3 * second[at], 6);
  expect(first[0]).toBeCloseTo(0.75 * (0.665241 - 1), 5);
});

test("rows hold prompt and answer one token apart, with weights at the answer's tokens alone", () => {
  const { tokens, targets, weights } = answerBatch(
    [
      { prompt: [5, 6, 7], answer: [8, 9] },
      { prompt: [1], answer: [2] },
    ],
    5,
  );
  expect([...tokens]).toEqual([5, 6, 7, 8, 0, 1, 0, 0, 0, 0]);
  expect([...targets]).toEqual([6, 7, 8, 9, 0, 2, 0, 0, 0, 0]);
  expect([...weights]).toEqual([0, 0, 1, 1, 0, 1, 0, 0, 0, 0]);
  expect(() => answerBatch([{ prompt: [1, 2], answer: [3, 4] }], 2)).toThrow("4 tokens do not fit");
});
