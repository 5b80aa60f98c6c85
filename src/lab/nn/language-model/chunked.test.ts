import { describe, expect, test } from "vitest";
import { constant, evaluate, random, rotary, Scope, type Tensor } from "#engine";
import { registerMatchers } from "#engine/testing";
import { scoresOf, type AttentionContext, type AttentionMix } from "./attention.ts";
import { chunkedLinearAttention, chunkedMix, chunkedRetention } from "./chunked.ts";
import { eluFeatures, linearAttention, reluFeatures } from "./linear-attention.ts";
import { linearMap } from "./model.ts";
import { retentionWeights } from "./retention.ts";

registerMatchers(expect);

const [heads, time, size] = [2, 24, 4];
const drawn = (name: string) =>
  constant(
    random(1)
      .stream(name)
      .normal(2 * heads * time * size),
    { shape: [2, heads, time, size] },
  );
const [queries, keys, values] = ["q", "k", "v"].map(drawn);
const context: AttentionContext = {
  ...{ site: { block: 1, depth: 1, sublayer: "attention" }, heads, x: constant([[[1]]]) },
  linear: linearMap({ depth: 1 }),
};
const of = (mix: AttentionMix) => mix(new Scope(), { queries, keys, values }, context);
const numbers = async (tensor: Tensor) => (await evaluate(tensor)).data;

describe.each([1, 8, 64])("in chunks of %i positions", (chunk) => {
  test.each([
    ["ReLU", reluFeatures],
    ["1 + ELU", eluFeatures],
  ])("linear attention with %s features gives what its weights give", async (_, features) => {
    const wanted = await numbers(of(linearAttention(features, { causal: true })));
    expect(await numbers(of(chunkedLinearAttention(features, { chunk })))).toBeCloseToTensor(wanted);
  });

  test("features that are turned in the numerator are turned in the sum as well", async () => {
    const rotate = (features: Tensor) => rotary(features);
    const wanted = await numbers(of(linearAttention(eluFeatures, { causal: true, rotate })));
    expect(await numbers(of(chunkedLinearAttention(eluFeatures, { chunk, rotate })))).toBeCloseToTensor(wanted);
  });

  test("retention gives what its parallel form gives", async () => {
    const weights = retentionWeights(new Scope(), scoresOf(queries, keys), context);
    expect(await numbers(of(chunkedRetention({ chunk })))).toBeCloseToTensor(await numbers(weights.matmul(values)));
  });
});

test("a chunk that does not divide the text is refused", () => {
  expect(() => chunkedMix([queries, keys, values], null, { chunk: 7 })).toThrow(
    "chunks of 7 do not divide 24 positions",
  );
});
