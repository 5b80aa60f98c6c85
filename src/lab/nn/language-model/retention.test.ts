import { expect, test } from "vitest";
import { attentionMask, constant, evaluate, initialize, input, random, Scope } from "#engine";
import { registerMatchers } from "#engine/testing";
import { openEvaluator } from "../../measure/evaluator.ts";
import { rmsNorm } from "../norms.ts";
import { attentionVariants } from "./attention-variants.ts";
import { selfAttention, type AttentionContext } from "./attention.ts";
import { languageModel, linearMap } from "./model.ts";
import { causalDecay, retentionGate, retentionWeights } from "./retention.ts";

registerMatchers(expect);

const [heads, time, d] = [2, 6, 3];
const drawn = (name: string) =>
  random(1)
    .stream(name)
    .normal(heads * time * d);
const [q, k, v] = ["q", "k", "v"].map(drawn);
const x = constant([[[1, 2]]]);
const context: AttentionContext = {
  ...{ site: { block: 1, depth: 1, sublayer: "attention" }, heads, x, linear: linearMap({ depth: 1 }) },
};

test("heads keep 31/32 and 63/64 with each step back, and see nothing ahead", async () => {
  const decay = (await evaluate(causalDecay(2, 3))).data;
  const [a, b] = [31 / 32, 63 / 64];
  expect(decay).toBeCloseToTensor([1, 0, 0, a, 1, 0, a * a, a, 1, 1, 0, 0, b, 1, 0, b * b, b, 1]);
});

test("the parallel form gives what the recurrence gives, one matrix per head", async () => {
  const of = (values: Float32Array) => constant(values, { shape: [1, heads, time, d] });
  const scores = of(q)
    .matmul(of(k).transpose())
    .add(attentionMask(time, time, { causal: true }));
  const found = await evaluate(retentionWeights(new Scope(), scores, context).matmul(of(v)));
  const wanted: number[] = [];
  for (let head = 0; head < heads; head++) {
    const state = Array.from({ length: d }, () => new Array<number>(d).fill(0));
    for (let n = 0; n < time; n++) {
      const at = (values: Float32Array, i: number) => values[(head * time + n) * d + i];
      state.forEach((row, i) =>
        row.forEach((value, j) => (row[j] = (1 - 2 ** (-5 - head)) * value + at(k, i) * at(v, j))),
      );
      for (let j = 0; j < d; j++) wanted.push(state.reduce((sum, row, i) => sum + at(q, i) * row[j], 0));
    }
  }
  expect(found.data).toBeCloseToTensor(wanted);
});

test("each head is normalized by itself before the gate", async () => {
  const scope = new Scope();
  const mixed = constant([[[3, 4, 0.3, 0.4]]]);
  const y = retentionGate(scope, mixed, context);
  const evaluator = await openEvaluator({ y });
  // silu(1) for every feature.
  const open = { "gate/weight": new Float32Array(8), "gate/bias": new Float32Array(4).fill(1) };
  const { y: found } = await evaluator.run({ ...initialize(scope, 1), ...open });
  await evaluator.release();
  const [small, large] = [3, 4].map((value) => (value / Math.sqrt(12.5)) * 0.731059);
  expect(found.data).toBeCloseToTensor([small, large, small, large]);
});

test("in a language model no position sees what comes after it", async () => {
  const scope = new Scope({ mode: "inference" });
  const { logits } = languageModel(scope, input("tokens", [1, 6], "int32"), {
    ...{ vocabulary: 11, context: 6, depth: 2, width: 12, heads: 3, norm: rmsNorm, std: 0.4 },
    attention: selfAttention(attentionVariants.retention),
  });
  const evaluator = await openEvaluator({ logits });
  const of = async (...tokens: number[]) =>
    Array.from((await evaluator.run(initialize(scope, 1), { tokens: Int32Array.from(tokens) })).logits.data, Number);
  const [before, after] = [await of(1, 2, 3, 4, 5, 6), await of(1, 2, 3, 4, 9, 6)];
  await evaluator.release();
  expect(after.slice(0, 44)).toEqual(before.slice(0, 44));
  expect(after.slice(44)).not.toEqual(before.slice(44));
});
