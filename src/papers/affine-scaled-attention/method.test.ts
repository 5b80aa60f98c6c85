import { describe, expect, test } from "vitest";
import { attentionMask, constant, evaluate, initialize, random } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { openEvaluator } from "#lab/measure/evaluator";
import { rmsNorm } from "#lab/nn/norms";
import { openStateStepper } from "#lab/training/state-stepper";
import { languageModelLoss, selfAttention, type LanguageModel } from "#lab/training/language-model/index";
import { affineMix, affineRows, affineWeights, linearClip, nextMean, sigmoid, type KeyCount } from "./method.ts";

registerMatchers(expect);

const readings: readonly KeyCount[] = ["keys", "visible"];

describe("three queries of one head by hand", () => {
  const scores = constant([
    [
      [
        [0, -1e9, -1e9],
        [1, 0, -1e9],
        [0, 2, 1],
      ],
    ],
  ]);
  const scale = linearClip(constant([-1, 0, 3])).reshape(1, 1, 3, 1);
  const mean = constant([0.4]).reshape(1, 1, 1, 1);
  const values = constant([1, 2, 4]).reshape(1, 1, 3, 1);

  test("have the scales 0.4, 0.5 and 0.8, and leave a running mean of 0.416667", async () => {
    expect(await evaluate(scale)).toBeCloseToTensor([0.4, 0.5, 0.8]);
    expect(await evaluate(nextMean(constant([0.4]), scale))).toBeCloseToTensor([0.416667]);
  });
  test.each([
    {
      keyCount: "keys",
      rows: [0.4, 0, 0, 0.332196, 0.101137, 0, -0.061309, 0.398859, 0.062449],
      sums: [0.4, 0.433333, 0.4],
      outputs: [0.4, 0.534471, 0.986208],
    },
    {
      keyCount: "visible",
      rows: [0.4, 0, 0, 0.315529, 0.084471, 0, -0.061309, 0.398859, 0.062449],
      sums: [0.4, 0.4, 0.4],
      outputs: [0.4, 0.484471, 0.986208],
    },
  ] as const)("have the stated rows, sums and outputs where N counts $keyCount", async ({ keyCount, ...stated }) => {
    const rows = affineRows(scores.softmax(), scale, mean, { keyCount });
    expect(await evaluate(rows)).toBeCloseToTensor(stated.rows);
    expect(await evaluate(rows.sum(-1))).toBeCloseToTensor(stated.sums);
    expect(await evaluate(rows.matmul(values))).toBeCloseToTensor(stated.outputs);
    expect(await evaluate(affineMix(scores.softmax(), values, scale, mean, { keyCount }))).toBeCloseToTensor(
      stated.outputs,
    );
  });
});

describe("the running mean", () => {
  test("rises from 0 to a scale of one half as stated", async () => {
    const scale = constant(new Float32Array(4).fill(0.5)).reshape(1, 1, 4, 1);
    let mean = constant([0]);
    const seen: number[] = [];
    for (let step = 1; step <= 44; step++) {
      mean = constant((await evaluate(nextMean(mean, scale))).data);
      if ([1, 5, 10, 22, 44].includes(step)) seen.push(Number((await evaluate(mean)).data[0]));
    }
    expect(seen).toBeCloseToTensor([0.05, 0.204755, 0.325661, 0.450761, 0.495151]);
  });
});

const draw = (name: string, shape: number[]) =>
  constant(
    random(5)
      .stream(name)
      .normal(shape.reduce((a, b) => a * b)),
    { shape },
  );
const [batch, heads, time, size] = [2, 3, 6, 4];
const softmaxOf = (causal: boolean) =>
  draw("scores", [batch, heads, time, time])
    .add(attentionMask(time, time, { causal }))
    .softmax();
const values = draw("values", [batch, heads, time, size]);
const scale = linearClip(draw("scale", [batch, heads, time, 1]).mul(4));
const mean = constant([0.3, 0.5, 0.7]).reshape(1, heads, 1, 1);
const filled = (value: number) =>
  constant(new Float32Array(batch * heads * time).fill(value)).reshape(batch, heads, time, 1);

describe.each(readings)("where N counts %s", (keyCount) => {
  test("scale and mean of one are softmax, scale and mean of c are c times softmax", async () => {
    for (const c of [1, 0.25]) {
      const rows = affineRows(softmaxOf(true), filled(c), constant([c]), { keyCount });
      expect(await evaluate(rows)).toBeCloseToTensor(await evaluate(softmaxOf(true).mul(c)));
    }
  });
  test.each([true, false])("a running sum of values gives what the rows give (causal: %s)", async (causal) => {
    const options = { keyCount, causal };
    const softmax = softmaxOf(causal);
    const mixed = affineMix(softmax, values, scale, mean, options);
    const explicit = affineRows(softmax, scale, mean, options).matmul(values);
    expect(await evaluate(mixed)).toBeCloseToTensor(await evaluate(explicit), { absolute: 1e-6, relative: 1e-6 });
  });
  test("a row of m keys sums to alpha (1 - m / N) + mean m / N, and so does what it makes of equal values", async () => {
    const rows = affineRows(softmaxOf(true), scale, mean, { keyCount });
    const seen = constant(Float32Array.from({ length: time }, (_, at) => at + 1)).reshape(1, 1, time, 1);
    const share = keyCount === "keys" ? seen.div(time) : seen.div(seen);
    const sums = scale.mul(share.neg().add(1)).add(share.mul(mean));
    expect(await evaluate(rows.sum(-1))).toBeCloseToTensor(await evaluate(sums));
    const equal = constant(new Float32Array(batch * heads * time).fill(2.5)).reshape(batch, heads, time, 1);
    expect(await evaluate(rows.matmul(equal))).toBeCloseToTensor(await evaluate(sums.mul(2.5)));
  });
  test("the gradient is that of finite differences, with respect to scores, scale and values", () =>
    checkGradient(
      (raw, alpha, v) => {
        const softmax = raw.add(attentionMask(3, 3, { causal: true }).cast(raw.dtype)).softmax();
        const mean = constant([0.4]).cast(raw.dtype);
        return [
          affineRows(softmax, alpha, mean, { keyCount }).matmul(v),
          affineMix(softmax, v, alpha, mean, { keyCount }),
        ];
      },
      [
        [1, 2, 3, 3],
        [1, 2, 3, 1],
        [1, 2, 3, 2],
      ],
    ));
});

test("N may be the length of training where fewer keys are there", async () => {
  const rows = affineRows(softmaxOf(true), scale, mean, { length: 2 * time });
  const bias = (await evaluate(mean.sub(scale).div(2 * time))).data;
  const found = (await evaluate(rows.sub(softmaxOf(true).mul(scale)))).data;
  bias.forEach((value, query) => expect(found[query * time]).toBeCloseTo(Number(value), 6));
});

describe("what limits the scale", () => {
  const at = (...z: number[]) => ({ shape: [z.length], values: z });
  test("a line: 0.1 z + 0.5 between 0 and 1, flat outside, with the gradient of it", async () => {
    expect(await evaluate(linearClip(constant([-7, -5, -4.9, 0, 4.9, 5, 7])))).toBeCloseToTensor([
      0, 0, 0.01, 0.5, 0.99, 1, 1,
    ]);
    await checkGradient(linearClip, [at(-7, -4.9, 0, 4.9, 7)]);
  });
  test("or a sigmoid", async () => {
    expect(await evaluate(sigmoid(constant([0, 2])))).toBeCloseToTensor([0.5, 0.880797]);
  });
});

const small: LanguageModel = { vocabulary: 11, context: 6, depth: 1, width: 12, heads: 3, norm: rmsNorm, std: 0.4 };
const tokens = Int32Array.of(1, 2, 3, 4, 5, 6, 10, 9, 8, 7, 6, 5);
const targets = Int32Array.of(2, 3, 4, 5, 6, 7, 9, 8, 7, 6, 5, 4);
const modelLoss = (keyCount: KeyCount, mode: "training" | "inference") =>
  languageModelLoss(
    { ...small, attention: selfAttention({ weights: affineWeights({ keyCount }) }) },
    { batch: 2, mode },
  );
const state = "block 1/attention/scale/mean";

describe("in a model", () => {
  test("the step uses the running mean before it, and keeps the one after it per head; inference keeps it as it is", async () => {
    const { scope, loss, logits } = modelLoss("keys", "training");
    const stepper = await openStateStepper(scope, loss, { logits, loss });
    const first = await stepper.step({ tokens, targets });
    const once = stepper.values[state];
    expect(once).toHaveLength(3);
    for (const value of once) expect(value).toBeGreaterThan(0.02);
    const evaluator = await openEvaluator({ logits: modelLoss("keys", "inference").logits });
    const of = async (mean: Float32Array) =>
      (await evaluator.run({ ...initialize(scope, 0), [state]: mean }, { tokens })).logits;
    expect(first.logits).toBeCloseToTensor(await of(new Float32Array(3)));
    expect((await stepper.step({ tokens, targets })).logits).toBeCloseToTensor(await of(once));
    expect(modelLoss("keys", "inference").scope.states[0].next).toBe(null);
    await stepper.release();
    await evaluator.release();
  });
  test.each(readings)("no query sees what comes after it, bit by bit (N counts %s)", async (keyCount) => {
    const { scope, logits } = modelLoss(keyCount, "inference");
    const evaluator = await openEvaluator({ logits });
    const weights = { ...initialize(scope, 1), [state]: Float32Array.of(0.2, 0.5, 0.9) };
    const of = async (feed: Int32Array) =>
      Array.from((await evaluator.run(weights, { tokens: feed })).logits.data, Number);
    const [before, after] = [await of(tokens), await of(tokens.with(4, 0))];
    await evaluator.release();
    expect(after.slice(0, 4 * 11)).toEqual(before.slice(0, 4 * 11));
    expect(after.slice(4 * 11, 6 * 11)).not.toEqual(before.slice(4 * 11, 6 * 11));
    expect(after.slice(6 * 11)).toEqual(before.slice(6 * 11));
  });
  test("one map of width times heads is added to each block", () => {
    const own = modelLoss("keys", "training").scope.parameters.filter(({ name }) => name.includes("/scale/"));
    expect(own.map(({ name, shape }) => [name, shape])).toEqual([["block 1/attention/scale/weight", [12, 3]]]);
  });
});
