import { expect, test } from "vitest";
import { initialize, input, random, Scope } from "#engine";
import { pooledMnist } from "#lab/datasets/digits/pooled";
import { mnist } from "#lab/datasets/mnist";
import { accuracyOf, heldOutCorruption, measuredCorruptions, streamOf } from "./corrupted-streams.ts";
import { adapting, averaged, mostLikely, openPredictor } from "./predictor.ts";
import { calibrated, digitNet } from "./source.ts";
import { bestOf, changedValues } from "./weights.ts";

const machine = { device: "cpu", threads: 1 } as const;
const scope = new Scope({ mode: "inference" });
calibrated(digitNet, scope, input("images", [1, 196]), { targetWeight: 0 });
const weights = initialize(scope, 1);

test("adaptation predicts each batch before it trains on it, starts from the source, and leaves that as it was", async () => {
  const predictor = await openPredictor(digitNet, 4, machine);
  const before = structuredClone(weights);
  const batch = random(1)
    .stream("images")
    .uniform(4 * 196);
  const predicted = async (name: "Core" | "entropy minimization") => {
    const all: number[][] = [];
    const adaptation = { name, learningRate: 0.01, targetWeight: 1 };
    for await (const values of adapting(predictor, weights, adaptation, [batch, batch], machine)) all.push([...values]);
    return all;
  };
  const unadapted = [...(await predictor.probabilities(weights, batch, 1))];
  for (const name of ["Core", "entropy minimization"] as const) {
    const [first, second] = await predicted(name);
    expect(first).toEqual(unadapted);
    expect(second).not.toEqual(first);
    expect(await predicted(name)).toEqual([first, second]);
  }
  expect(changedValues(before, weights)).toBe(0);
  before["head/bias"][3] += 1;
  expect(changedValues(before, weights)).toBe(1);
  await predictor.release();
});

test("every method meets the same stream, whose corruption is none that weights are chosen on", async () => {
  const { test: held } = pooledMnist(await mnist());
  const about = { corruption: "blur", severity: 2, count: 100, seed: 1 } as const;
  const stream = streamOf(held, "skewed, batches of 16", about);
  expect(stream).toEqual(streamOf(held, "skewed, batches of 16", about));
  expect([stream.batches.length, stream.batches[0].length, stream.labels[5].length]).toEqual([6, 16 * 196, 16]);
  expect(measuredCorruptions).toHaveLength(8);
  expect(measuredCorruptions).not.toContain(heldOutCorruption);
});

test("predictions are averaged by weight, classes are the most likely ones, and ties take the smaller weight", () => {
  const mixed = averaged(Float32Array.of(0.5, 0.25, 0.25), Float32Array.of(0, 1, 0), 0.5);
  expect([...mixed]).toEqual([0.25, 0.625, 0.125]);
  expect([...mostLikely(Float32Array.of(0.2, 0.8, 0.6, 0.4), 2)]).toEqual([1, 0]);
  expect(accuracyOf([Int32Array.of(1, 0), Int32Array.of(2)], [Int32Array.of(1, 1), Int32Array.of(2)])).toBeCloseTo(
    66.67,
    2,
  );
  expect(
    bestOf(
      new Map([
        [0.1, 5],
        [0.3, 7],
        [0.5, 7],
      ]),
      [0.1, 0.3, 0.5],
    ),
  ).toBe(0.3);
});
