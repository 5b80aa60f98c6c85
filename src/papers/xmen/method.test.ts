import { describe, expect, test } from "vitest";
import { constant, gradient, input, random, type Tensor } from "#engine";
import { checkGradient } from "#engine/testing";
import { openEvaluator, scalar } from "#lab/measure/evaluator";
import { forward } from "#lab/measure/forward";
import { trigramIndex } from "#lab/text/trigrams";
import golden from "./golden/numbers.json";
import {
  answers,
  centred,
  conceptsOf,
  denseCandidates,
  ensemble,
  meanVector,
  multiSimilarityLoss,
  multiSimilarityParts,
  ofTypes,
  rankLosses,
  rerank,
  sapBert,
  trigramCandidates,
  withNil,
  type Candidates,
} from "./method.ts";
import { aliasTable, type Concept } from "./terminology.ts";

const near = (got: readonly number[], wanted: readonly number[], digits = 5) => {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, at) => expect(value).toBeCloseTo(wanted[at], digits));
};
const concept = (id: string, name: string, aliases: string[] = [], types: string[] = []): Concept => ({ id, name, aliases, types }); // prettier-ignore
const list = (name: string, ...scores: readonly (readonly [concept: number, score: number])[]): Candidates =>
  scores.map(([place, score]) => ({ concept: place, score, predictedBy: [name] }));

describe("generators", () => {
  const terminology = [
    concept("br", "Brazil", ["Brasil"], ["territory"]),
    concept("bh", "Bahrain", [], ["territory"]),
    concept("brai", "Braille", ["Brasil"], ["script"]),
  ];
  const table = aliasTable(terminology);
  const index = trigramIndex(table.aliases);
  test("a concept has the best score of its aliases, and an alias of several concepts proposes them all", () => {
    const found = trigramCandidates(index, table, "brasil");
    expect(found.map(({ concept }) => concept)).toEqual([0, 2]);
    near(found.map(({ score }) => score), [1, 1]); // prettier-ignore
    expect(conceptsOf([{ place: 0, score: 0.4 }, { place: 1, score: 0.7 }], table, { name: "x" }).map(({ score }) => score)).toEqual([0.7, 0.7]); // prettier-ignore
  });
  test("k counts aliases, not concepts; without a known trigram there is nothing", () => {
    expect(trigramCandidates(index, table, "Brazil", 1).map(({ concept }) => concept)).toEqual([0]);
    expect(trigramCandidates(index, table, "日本")).toEqual([]);
  });
  test("an encoder's vectors are compared without their mean, as both sides or, as in the release, as the aliases alone", () => {
    const aliases = { values: Float32Array.from([1, 1, 2, 1, 1, 3, 0, -1]), width: 2 };
    const mean = meanVector(aliases);
    near(Array.from(mean), [1, 1]);
    const unit = centred(aliases, mean);
    near(Array.from(unit.values), [0, 0, 1, 0, 0, 1, -Math.SQRT1_2 * Math.sqrt(2 / 5), -2 / Math.sqrt(5)].map((value, at) => at === 6 ? -1 / Math.sqrt(5) : value)); // prettier-ignore
    const own = { aliases: ["a", "b", "c", "d"], concepts: [[0], [1], [2], [0]] };
    const mention = { values: Float32Array.from([1, 2]), width: 2 };
    const both = denseCandidates(unit, own, centred(mention, mean).values);
    expect(both.map(({ concept }) => concept)).toEqual([2, 0, 1]);
    near(both.map(({ score }) => score), [1, 0, 0]); // prettier-ignore
    const released = denseCandidates(unit, own, centred(mention, new Float32Array(2)).values, { k: 2 });
    near(released.map(({ score }) => score), [2 / Math.sqrt(5), 1 / Math.sqrt(5)]); // prettier-ignore
  });
  test("a filter by type keeps what shares one", () => {
    expect(ofTypes(list("x", [0, 1], [2, 0.5]), terminology, ["script"]).map(({ concept }) => concept)).toEqual([2]);
  });
});

describe("the ensemble", () => {
  const [a, b] = [list("trigrams", [3, 0.9], [1, 0.5], [2, 0.2]), list("dense", [1, 0.8], [4, 0.6], [2, 0.1])];
  test("takes the highest score of a concept and tells who proposed it, in whatever order the lists come", () => {
    const merged = ensemble([{ candidates: a }, { candidates: b }]);
    expect(merged.map(({ concept, score, predictedBy }) => [concept, score, ...predictedBy])).toEqual([
      [3, 0.9, "trigrams"],
      [1, 0.8, "dense", "trigrams"],
      [4, 0.6, "dense"],
      [2, 0.2, "trigrams", "dense"],
    ]);
    expect(ensemble([{ candidates: b }, { candidates: a }])).toEqual(merged);
    expect(ensemble([{ candidates: a }, { candidates: b }], 2)).toEqual(merged.slice(0, 2));
  });
  test("with a weight of 0 on one list is the other one for all that this found", () => {
    const merged = ensemble([{ candidates: a }, { candidates: b, weight: 0 }]);
    expect(merged.filter(({ score }) => score > 0).map(({ concept, score }) => [concept, score])).toEqual(
      a.map(({ concept, score }) => [concept, score]),
    );
  });
  test("uncut holds whatever one of its parts holds", () => {
    const found = new Set(ensemble([{ candidates: a }, { candidates: b }], Infinity).map(({ concept }) => concept));
    for (const { concept } of [...a, ...b]) expect(found.has(concept)).toBe(true);
  });
});

describe("NIL", () => {
  const candidates = list("x", [7, 0.9], [8, 0.8], [9, 0.7]);
  test("overwrites the last candidate, with its label as its prior", () => {
    const { concepts, priors, labels } = withNil(candidates, [8], 3);
    expect(concepts).toEqual([7, 8, null]);
    near(Array.from(priors), [0.9, 0.8, 0]);
    expect(Array.from(labels)).toEqual([0, 1, 0]);
    const lost = withNil(candidates, [9], 3);
    near(Array.from(lost.priors), [0.9, 0.8, 1]);
    expect(Array.from(lost.labels)).toEqual([0, 0, 1]);
    expect(withNil(candidates, [7], 2).concepts).toEqual([7, null]);
    expect(withNil([], [7], 3).concepts).toEqual([null]);
  });
  test("in the first place is no answer, or the next one is where there must be one", () => {
    const { concepts } = withNil(candidates, [8], 3);
    expect(rerank({ concepts }, [1, 2, 5], { mayBeNil: true })).toEqual([]);
    const must = rerank({ concepts }, [1, 2, 5], { mayBeNil: false });
    expect(must.map(({ concept }) => concept)).toEqual([8, 7]);
    const total = Math.exp(1) + Math.exp(2) + Math.exp(5);
    near(must.map(({ score }) => score), [Math.exp(2) / total, Math.exp(1) / total]); // prettier-ignore
  });
  test("a span that is annotated again takes the next candidate", () => {
    const ranked = [4, 5];
    expect(answers(["1-2", "1-2", "3-4", "1-2"].map((span) => ({ span, ranked })))).toEqual([4, 5, 4, null]);
  });
});

const row = (...values: number[]) => constant([values]);

describe("the loss of a mention", () => {
  const [z, s] = [
    [2, 0.5, -1, 0],
    [0.9, 0.8, 0.4, 0],
  ];
  const lossOf = async (y: number[], prior = s) =>
    forward(
      () => {
        const logits = input("logits", [1, 4]);
        const at = (pull: number) => rankLosses(logits, row(...prior), row(...y), { pull });
        const whole = at(1);
        return { whole, entropy: at(0), slope: gradient(whole.sum(), [logits])[0] };
      },
      { weights: { logits: Float32Array.from(z) } },
    );
  test("by hand: cross entropy, distance from the first ranking, and the slope of their sum", async () => {
    const { whole, entropy, slope } = await lossOf([0, 1, 0, 0]);
    near([entropy[0], whole[0] - entropy[0], whole[0]], [1.84235, 1.805547, 3.647896]);
    near(slope, [1.319334, -1.007709, -0.740034, 0.096102]);
  });
  test("of two right candidates adds their terms; NIL as the answer has a prior of 1", async () => {
    near((await lossOf([1, 1, 0, 0])).entropy, [2.184699]);
    const { whole, entropy } = await lossOf([0, 0, 0, 1], [0.9, 0.8, 0.4, 1]);
    near([entropy[0], whole[0] - entropy[0]], [2.342349, 2.063976]);
  });
  test("and its gradient are those of PyTorch, whatever the pull", async () => {
    const { mentions, candidates } = golden;
    const of = (name: "logits" | "priors" | "labels") => input(name, [mentions, candidates]);
    const weights = Object.fromEntries((["logits", "priors", "labels"] as const).map((name) => [name, Float32Array.from(golden[name])])); // prettier-ignore
    for (const [pull, wanted] of Object.entries(golden.rank)) {
      const { losses, slope } = await forward(
        () => {
          const logits = of("logits");
          const losses = rankLosses(logits, of("priors"), of("labels"), { pull: Number(pull) });
          return { losses, slope: gradient(losses.mean(), [logits])[0] };
        },
        { weights },
      );
      near(losses, wanted.losses);
      near(slope, wanted.gradient);
    }
  });
  test("has the slope of its formula", () =>
    checkGradient((logits, priors) => rankLosses(logits, priors, constant([[0, 1, 0]], { dtype: logits.dtype }), { pull: 0.4 }), [[1, 3], [1, 3]])); // prettier-ignore
  test("does not care in which order candidates come", async () => {
    const order = [2, 0, 3, 1];
    const shuffled = (values: readonly number[]) => row(...order.map((at) => values[at]));
    const { plain, other } = await forward(() => ({
      plain: rankLosses(row(...z), row(...s), row(0, 1, 0, 0), { pull: 0.5 }),
      other: rankLosses(shuffled(z), shuffled(s), shuffled([0, 1, 0, 0]), { pull: 0.5 }),
    }));
    near(other, plain, 6);
  });
});

describe("logits that are free", () => {
  const s = [0.95, 0.9, 0.85, 0.6, 0.55, 0.5, 0.4, 0.3];
  const gold = 2;
  /** Proximal gradient steps on softmax cross entropy plus an unsquared norm, which has a corner at s. */
  function minimum(lambda: number): number[] {
    const z = [...s];
    for (let step = 0; step < 60_000; step++) {
      const powers = z.map(Math.exp);
      const total = powers.reduce((sum, power) => sum + power, 0);
      const moved = z.map((value, at) => value - 0.05 * (powers[at] / total - Number(at === gold)) - s[at]);
      const length = Math.hypot(...moved);
      const kept = Math.max(0, 1 - (0.05 * lambda) / length);
      for (let at = 0; at < z.length; at++) z[at] = s[at] + kept * moved[at];
    }
    return z;
  }
  const rankOfGold = (z: readonly number[]) => z.filter((value) => value >= z[gold]).length;
  test("are the first ranking itself where the pull is at least the distance of its softmax from the labels", () => {
    const powers = s.map(Math.exp);
    const total = powers.reduce((sum, power) => sum + power, 0);
    const limit = Math.hypot(...powers.map((power, at) => power / total - Number(at === gold)));
    expect(limit).toBeCloseTo(0.910059, 6);
    for (const lambda of [0.95, 1]) near(minimum(lambda), s, 9);
  });
  test.each([
    [0.9, 0.061, 2],
    [0.5, 1.615, 1],
    [0.1, 3.482, 1],
  ])("at a pull of %f rise by %f at the right candidate, which ends on rank %i", (lambda, rise, rank) => {
    const z = minimum(lambda);
    expect(z[gold] - s[gold]).toBeCloseTo(rise, 3);
    expect(rankOfGold(z)).toBe(rank);
  });
});

describe("the multi-similarity loss", () => {
  const cosines = constant([[1, 0.8, 0.6, 0.1], [0.8, 1, 0.3, 0.2], [0.6, 0.3, 1, 0.7], [0.1, 0.2, 0.7, 1]]); // prettier-ignore
  const labels = constant([0, 0, 1, 1], { dtype: "int32" });
  const partsOf = (margin?: number) =>
    forward(() => ({ ...multiSimilarityParts(cosines, labels, { ...sapBert, margin }) }));
  test("by hand, of all pairs", async () => {
    const { positive, negative } = await partsOf();
    near(positive, [0.554355, 0.554355, 0.598139, 0.598139]);
    near(negative, [0.100041, 0, 0.100041, 0]);
    expect(positive.reduce((sum, value, at) => sum + value + negative[at], 0) / 4).toBeCloseTo(0.626268, 5);
  });
  test("by hand, of the only triplet that the miner keeps: 2, 3 and 0", async () => {
    const { positive, negative } = await partsOf(0.2);
    near(positive, [0, 0, 0.598139, 0]);
    near(negative, [0, 0, 0.100041, 0]);
    // The next one, 0, 1 and 2, is 0.2620 apart.
    near((await partsOf(0.261)).positive, [0, 0, 0.598139, 0]);
    expect((await partsOf(0.263)).positive[0]).toBeCloseTo(0.554355, 5);
  });
  test.each([
    ["mined", sapBert],
    ["all", { ...sapBert, margin: undefined }],
  ] as const)("of %s pairs has the value and the gradient of PyTorch", async (name, options) => {
    const { rows, width, groups } = golden;
    const wanted = golden.multiSimilarity[name];
    const { loss, slope } = await forward(
      () => {
        const vectors: Tensor = input("vectors", [rows, width]);
        const loss = multiSimilarityLoss(vectors, constant(groups, { dtype: "int32" }), options);
        return { loss, slope: gradient(loss, [vectors])[0] };
      },
      { weights: { vectors: Float32Array.from(golden.vectors) } },
    );
    near(loss, [wanted.loss], 4);
    slope.forEach((value, at) => expect(value).toBeCloseTo(wanted.gradient[at], 3));
  });
  test("of vectors that are all alike or all apart is finite, and is 0 where nothing belongs together or apart", async () => {
    const { alike, single } = await forward(() => ({
      alike: multiSimilarityLoss(constant([[1, 2], [1, 2], [1, 2]]), constant([0, 0, 1], { dtype: "int32" })), // prettier-ignore
      single: multiSimilarityLoss(constant([[1, 2], [2, 1]]), constant([0, 1], { dtype: "int32" })), // prettier-ignore
    }));
    expect(Number.isFinite(alike[0])).toBe(true);
    expect(single).toEqual([0]);
  });
  test("learns: a few steps bring aliases of a concept together", async () => {
    const start = Float32Array.from(
      random(1)
        .stream("vectors")
        .normal(12 * 4),
    );
    const groups = constant([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], { dtype: "int32" });
    const x = input("vectors", [12, 4]);
    const loss = multiSimilarityLoss(x, groups);
    const evaluator = await openEvaluator({ loss, slope: gradient(loss, [x])[0] }, { threads: 1 });
    let vectors = start;
    const losses: number[] = [];
    for (let step = 0; step < 60; step++) {
      const found = await evaluator.run({}, { vectors });
      losses.push(scalar(found.loss));
      vectors = vectors.map((value, at) => value - 0.5 * Number(found.slope.data[at]));
    }
    await evaluator.release();
    expect(losses.at(-1)!).toBeLessThan(0.7 * losses[0]);
  });
});
