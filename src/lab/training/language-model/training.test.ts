import { describe, expect, test } from "vitest";
import { adam, constantRate, sgd, warmupCosine } from "#engine";
import { characters } from "../../datasets/characters.ts";
import { decomposedLayerNorm, layerNorm, rmsNorm } from "../../nn/norms.ts";
import type { TrainingStep } from "../training.ts";
import { openLanguageModel, type LanguageModelPlan } from "./index.ts";

const rhyme = "the whale, the whale, the white whale swims; the sailor sings, the sailor swings. ".repeat(6);
const vocabulary = characters(rhyme);
const codes = vocabulary.encode(rhyme);

const plan = (changes: Partial<LanguageModelPlan> = {}): LanguageModelPlan => ({
  model: { vocabulary: vocabulary.size, context: 16, depth: 1, width: 32, heads: 2, norm: layerNorm },
  text: { train: codes, validation: codes.subarray(0, 100) },
  batch: 8,
  steps: 120,
  seed: 1,
  optimizer: adam(),
  learningRate: warmupCosine({ peak: 1e-2, warmup: 10, total: 120 }),
  maxGradNorm: 1,
  validationBatches: 2,
  ...changes,
});

async function run(changes: Partial<LanguageModelPlan> = {}) {
  const bed = await openLanguageModel(plan(changes));
  const steps: TrainingStep[] = [];
  const before = await bed.validationLoss();
  for await (const step of bed.train()) steps.push(step);
  const after = await bed.validationLoss();
  const weights = await bed.trainer.snapshot();
  await bed.release();
  return { steps, before, after, weights };
}

describe("training a language model", () => {
  test.each([
    ["layer norm", layerNorm],
    ["layer norm in plain arithmetic", decomposedLayerNorm],
    ["RMS norm", rmsNorm],
  ])("learns a tiny text by heart with %s", async (_, norm) => {
    const { steps, before, after } = await run({ model: { ...plan().model, norm } });
    expect(before).toBeCloseTo(Math.log(vocabulary.size), 1);
    expect(steps.at(-1)!.loss).toBeLessThan(0.3);
    expect(after).toBeLessThan(0.3);
  });

  test("gives the same bytes for the same seed, and others for another", async () => {
    const [first, again, other] = [await run({ steps: 5 }), await run({ steps: 5 }), await run({ steps: 5, seed: 2 })];
    expect(again.weights).toEqual(first.weights);
    expect(again.steps.map(({ loss }) => loss)).toEqual(first.steps.map(({ loss }) => loss));
    expect(other.weights).not.toEqual(first.weights);
  });

  test("follows the schedule and counts its steps", async () => {
    const { steps } = await run({ steps: 12 });
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect(steps[0].learningRate).toBeCloseTo(1e-3, 9);
    expect(steps[9].learningRate).toBeCloseTo(1e-2, 9);
    expect(steps[11].learningRate).toBeLessThan(1e-2);
    expect(steps.every(({ milliseconds, diverged }) => milliseconds > 0 && diverged === null)).toBe(true);
  });

  test("ends at the first loss that is not finite, and says so", async () => {
    const { steps } = await run({
      optimizer: sgd(),
      learningRate: constantRate(1e30),
      maxGradNorm: undefined,
      steps: 20,
    });
    expect(steps.length).toBeLessThan(20);
    expect(Number.isFinite(steps.at(-1)!.loss)).toBe(false);
    expect(steps.at(-1)!.diverged).toContain("the loss is");
  });
});
