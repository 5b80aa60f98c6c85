import { describe, expect, test } from "vitest";
import { constant, gradient, initialize, input, Scope } from "#engine";
import { forward } from "../../measure/forward.ts";
import { openEvaluator } from "../../measure/evaluator.ts";
import { contrastiveLosses, samePassages, unitRows } from "./contrastive.ts";
import { encoder, encoderFlops, pool, type Encoder, type Pooling } from "./encoder.ts";

const model: Encoder = { vocabulary: 20, context: 6, depth: 3, width: 16, heads: 4 };

async function exits(tokens: number[], { depth = 3, causal = false, pooling = "mean" as Pooling } = {}) {
  const scope = new Scope({ mode: "inference" });
  const { layers, real } = encoder(scope, input("tokens", [1, tokens.length], "int32"), { ...model, depth, causal });
  const outputs = Object.fromEntries(layers.map((layer, at) => [`h${at}`, pool(layer, real, pooling)]));
  const evaluator = await openEvaluator(outputs, { threads: 1 });
  const whole = new Scope();
  encoder(whole, input("tokens", [1, 6], "int32"), model);
  const values = await evaluator.run(initialize(whole, 1), { tokens: Int32Array.from(tokens) });
  await evaluator.release();
  return Object.values(values).map(({ data }) => Array.from(data, Number));
}

describe("the encoder", () => {
  test("gives the same vectors with padding behind the text and without", async () => {
    const [padded, bare] = [await exits([5, 9, 3, 0, 0, 0]), await exits([5, 9, 3])];
    for (const [at, vector] of padded.entries())
      vector.forEach((value, index) => expect(value).toBeCloseTo(bare[at][index], 5));
  });
  test("sees words on both sides, and their order", async () => {
    const [vectors, later, turned] = [await exits([5, 9, 3]), await exits([5, 9, 4]), await exits([9, 5, 3])];
    expect(later[1]).not.toEqual(vectors[1]);
    expect(turned[1]).not.toEqual(vectors[1]);
  });
  test("reads forward alone when it is causal: what comes later changes nothing before", async () => {
    const first = async (text: number[], causal: boolean) => (await exits(text, { causal, pooling: "first" }))[2];
    expect(await first([5, 9, 4], true)).toEqual(await first([5, 9, 3], true));
    expect(await first([5, 9, 4], false)).not.toEqual(await first([5, 9, 3], false));
    expect(await first([6, 9, 3], true)).not.toEqual(await first([5, 9, 3], true));
  });
  test("cut after a layer is the same as the whole one left there", async () => {
    const [whole, cut] = [await exits([5, 9, 3]), await exits([5, 9, 3], { depth: 2 })];
    expect(cut).toHaveLength(3);
    cut.forEach((vector, at) => vector.forEach((value, index) => expect(value).toBeCloseTo(whole[at][index], 6)));
  });
  test("has no gradient above the exit that a loss is taken at", async () => {
    const scope = new Scope();
    const { layers, real } = encoder(scope, constant([[5, 9, 3]], { dtype: "int32" }), model);
    const loss = pool(layers[2], real).square().mul(iotaRow(16)).sum();
    const above = scope.parameters.filter(({ name }) => name.startsWith("block 3"));
    expect(above.length).toBeGreaterThan(0);
    const norms = gradient(
      loss,
      above.map(({ tensor }) => tensor),
    ).map((g) => g.abs().sum());
    const values = await forward(() => ({ total: norms.reduce((sum, norm) => sum.add(norm)) }));
    expect(values.total).toEqual([0]);
  });
  test("refuses texts that are too long, and counts its products", () => {
    expect(() => encoder(new Scope(), input("tokens", [1, 7], "int32"), model)).toThrow(
      "7 tokens do not fit a context of 6",
    );
    // One layer, 2 tokens, width 16: 12 maps of 16 x 16 for each token, and two products of 2 x 2 x 16.
    expect(encoderFlops(model, 2, 1)).toBe(2 * (12 * 256 * 2 + 2 * 2 * 2 * 16));
    expect(encoderFlops(model, 2, 3)).toBe(3 * encoderFlops(model, 2, 1));
  });
});

const iotaRow = (size: number) => constant([Array.from({ length: size }, (_, at) => at)]);

describe("pooling", () => {
  const layer = constant([
    [
      [1, 2],
      [3, 4],
      [9, 9],
    ],
  ]);
  const real = constant([[[1], [1], [0]]]);
  test("takes the mean over tokens, the first, the mean over the others, or the last that is no padding; nothing is 0", async () => {
    const { mean, first, rest, last, full, none } = await forward(() => ({
      mean: pool(layer, real),
      first: pool(layer, real, "first"),
      rest: pool(layer, real, "rest"),
      last: pool(layer, real, "last"),
      full: pool(layer, constant([[[1], [1], [1]]]), "last"),
      none: pool(layer, constant([[[0], [0], [0]]])),
    }));
    expect([mean, first, rest, last, full, none]).toEqual([
      [2, 3],
      [1, 2],
      [3, 4],
      [3, 4],
      [9, 9],
      [0, 0],
    ]);
  });
});

describe("in-batch InfoNCE", () => {
  const queries = constant([
    [1, 0],
    [0, 2],
  ]);
  const passages = constant([
    [2, 0],
    [1, 1],
    [0, 5],
  ]);
  test("by hand, with a further negative behind the batch", async () => {
    const { losses } = await forward(() => ({ losses: contrastiveLosses(queries, passages, { temperature: 0.5 }) }));
    const [one, half] = [Math.exp(2), Math.exp(2 * Math.SQRT1_2)];
    expect(losses[0]).toBeCloseTo(-Math.log(one / (one + half + 1)), 5);
    expect(losses[1]).toBeCloseTo(-Math.log(half / (1 + half + one)), 5);
  });
  test("by hand, with negatives of each query alone, one of which is left out", async () => {
    const own = constant([[[3, 0], [0, 1]], [[1, 0], [0, 4]]]); // prettier-ignore
    const ignored = constant([[0, 0, 0, 0, 0], [0, 0, 0, 0, 1]]).greater(0.5); // prettier-ignore
    const { losses } = await forward(() => ({
      losses: contrastiveLosses(queries, passages, { temperature: 0.5, own, ignored }),
    }));
    const [one, half] = [Math.exp(2), Math.exp(2 * Math.SQRT1_2)];
    expect(losses[0]).toBeCloseTo(-Math.log(one / (one + half + 1 + one + 1)), 5);
    expect(losses[1]).toBeCloseTo(-Math.log(half / (1 + half + one + 1)), 5);
  });
  test("leaves out passages that are the same as a query's own", async () => {
    const { same, losses } = await forward(() => {
      const ignored = samePassages(constant([7, 4, 4], { dtype: "int32" }), 2);
      return {
        same: ignored.cast("float32"),
        losses: contrastiveLosses(queries, passages, { temperature: 0.5, ignored }),
      };
    });
    expect(same).toEqual([0, 0, 0, 0, 0, 1]);
    const half = Math.exp(2 * Math.SQRT1_2);
    expect(losses[1]).toBeCloseTo(-Math.log(half / (1 + half)), 5);
  });
  test("knows lengths of 1 only, and a row of zeros has none", async () => {
    const { rows } = await forward(() => ({
      rows: unitRows(
        constant([
          [3, 4],
          [0, 0],
        ]),
      ),
    }));
    rows.forEach((value, at) => expect(value).toBeCloseTo([0.6, 0.8, 0, 0][at], 6));
  });
});
