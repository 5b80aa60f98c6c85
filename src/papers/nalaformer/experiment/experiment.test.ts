import { describe, expect, test } from "vitest";
import { constant, initialize, random, Scope, type Tensor } from "#engine";
import { openEvaluator } from "#lab/measure/evaluator";
import { noisyDigits } from "./digits-data.ts";
import { retrievalArms, type RetrievalArmName } from "./retrieval-arms.ts";
import { keyCount, keyDirections, kinds, queryCount, retrievalBatch } from "./retrieval-task.ts";

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at], 0);

describe("the retrieval task", () => {
  const directions = keyDirections(3);
  const row = (of: Float32Array, at: number) => of.subarray(at * keyCount, (at + 1) * keyCount);
  const { feeds, kindOf } = retrievalBatch({ seed: 3, step: 5, batch: 16 }, directions);
  const queries = Array.from(kindOf, (kind, at) => ({ kind: kinds[kind], query: row(feeds.queries, at), at }));

  test("has keys at right angles", () => {
    for (let a = 0; a < keyCount; a++)
      for (let b = 0; b < keyCount; b++)
        expect(dot(row(directions, a), row(directions, b))).toBeCloseTo(Number(a === b), 5);
  });

  test("says by length how many keys count, and has as many of each kind", () => {
    for (const { kind, query } of queries) expect(Math.sqrt(dot(query, query))).toBeCloseTo(kind.length, 4);
    for (const kind of kinds) expect(queries.filter((one) => one.kind === kind).length).toBeGreaterThan(20);
  });

  test("is answered by the sign that most of the nearest keys have", () => {
    for (const { kind, query, at } of queries) {
      const nearness = Array.from({ length: keyCount }, (_, key) => dot(query, row(directions, key)));
      const signs = row(feeds.signs, Math.floor(at / queryCount));
      const nearest = [...nearness.keys()].sort((a, b) => nearness[b] - nearness[a]).slice(0, kind.keys);
      expect(feeds.answers[at]).toBe(Math.sign(nearest.reduce((sum, key) => sum + signs[key], 0)));
    }
  });

  test("is the same for a seed and a step, and another for another step", () => {
    expect(retrievalBatch({ seed: 3, step: 5, batch: 16 }, directions)).toEqual({ feeds, kindOf });
    expect(retrievalBatch({ seed: 3, step: 6, batch: 16 }, directions).feeds.signs).not.toEqual(feeds.signs);
  });
});

test("with one exponent for all, weights do not depend on a query's length; they do where each has its own", async () => {
  const draw = (name: string, rows: number) =>
    constant(
      random(5)
        .stream(name)
        .normal(rows * 4),
      { shape: [1, rows, 4] },
    );
  const [q, k] = [draw("q", 3), draw("k", 6)];
  const weightsOf = async (name: RetrievalArmName, queries: Tensor) => {
    const scope = new Scope();
    const weights = retrievalArms[name].weights(queries, k, scope, queries);
    const evaluator = await openEvaluator({ weights });
    const found = await evaluator.run(initialize(scope, 1));
    await evaluator.release();
    return Array.from(found.weights.data, Number);
  };
  const farthest = async (name: RetrievalArmName) => {
    const [short, long] = [await weightsOf(name, q.mul(0.2)), await weightsOf(name, q)];
    return Math.max(...short.map((value, at) => Math.abs(value - long[at])));
  };
  expect(await farthest("one exponent")).toBeLessThan(1e-4);
  expect(await farthest("NaLa A")).toBeGreaterThan(0.02);
});

test("rates are chosen on other digits than those of the results, and on none that is trained on", async () => {
  const [tuning, results] = [await noisyDigits("held back"), await noisyDigits("test")];
  expect([tuning.train.count, tuning.test.count, results.test.count]).toEqual([10_000, 2_000, 2_500]);
  // Vitest would take a minute to compare them pixel by pixel.
  expect(Buffer.from(tuning.train.pixels).equals(results.train.pixels)).toBe(true);
});
