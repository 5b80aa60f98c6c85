import { sgd } from "#engine";
import { beforeAll, describe, expect, test } from "vitest";
import { mobyDickCharacters, type CharacterText } from "../../datasets/moby-dick.ts";
import { createLab, drain, type LabEvent } from "../../kit/index.ts";
import { noNorm, rmsNorm } from "../../nn/norms.ts";
import { compareNorms, type TunedArm, type Comparison } from "./compare.ts";

const rms: TunedArm = { name: "RMSNorm", norm: rmsNorm, learningRate: 1e-2 };
const none: TunedArm = { name: "none", norm: noNorm, learningRate: 1e-2 };

let text: CharacterText;
beforeAll(async () => {
  text = await mobyDickCharacters();
});
const small = (): Comparison<"loss"> => ({
  text,
  shape: { depth: 1, width: 16, heads: 2, context: 8, batch: 4 },
  steps: 6,
  validationBatches: 2,
  curve: { chart: "loss", every: 4 },
});

async function watched<T>(events: AsyncGenerator<LabEvent, T, void>) {
  const seen: LabEvent[] = [];
  const results = await drain(events, (event) => seen.push(event));
  return { seen, results };
}

const compare = (arms: readonly TunedArm[], plan: Partial<Comparison<"loss">> = {}, seed = 1) =>
  watched(compareNorms(createLab(seed, "cpu", 1), arms, { ...small(), ...plan }));

describe("a comparison of norms", () => {
  test("returns the arms in their order, with finite losses and the weights they ended with", async () => {
    const { results } = await compare([rms, none]);
    expect(results.map(({ arm }) => arm.name)).toEqual(["RMSNorm", "none"]);
    for (const { validation, diverged, weights } of results) {
      expect(validation).toBeGreaterThan(2);
      expect(diverged).toBeNull();
      expect(weights.embedding).toHaveLength(16 * text.vocabulary.size);
    }
  });

  test("draws each arm's validation loss as often as told, and at its last step", async () => {
    const { seen, results } = await compare([rms, none]);
    const points = seen.filter((event) => event.type === "point");
    expect(points.map(({ series, x }) => [series, x])).toEqual([
      ["RMSNorm", 4],
      ["RMSNorm", 6],
      ["none", 4],
      ["none", 6],
    ]);
    expect(points.at(-1)!.y).toBe(results[1].validation);
  });

  test("gives an arm the same result alone and in company: batches and initial values depend on the seed only", async () => {
    const alone = await compare([none]);
    const together = await compare([rms, none]);
    expect(together.results[1].validation).toBe(alone.results[0].validation);
    expect((await compare([none], {}, 2)).results[0].validation).not.toBe(alone.results[0].validation);
  });

  test("notes an arm that diverges, keeps its place and goes on", async () => {
    const exploding: TunedArm = { ...none, name: "exploding", norm: (_, x) => x.mul(1e30).square() };
    const { seen, results } = await compare([exploding, rms]);
    expect(results.map(({ validation }) => Number.isNaN(validation))).toEqual([true, false]);
    expect(seen.filter(({ type }) => type === "note")).toHaveLength(1);
  });

  test("lets a watcher look after each step, and tells the share of the work done", async () => {
    const steps: number[] = [];
    const { seen } = await compare([rms], {
      share: [0.5, 0.75],
      // eslint-disable-next-line require-yield
      async *watch({ step, trainer }) {
        steps.push(step);
        expect(trainer.steps).toBe(step);
      },
    });
    expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
    const fractions = seen.flatMap((event) => (event.type === "progress" ? [event.fraction] : []));
    expect([fractions[0], fractions.at(-1)]).toEqual([0.5, 0.75]);
  });

  test("an arm may bring its optimizer, schedule and clipping, and the raw gradient norm is told to who asks", async () => {
    const rates: number[] = [];
    const own: TunedArm = {
      ...rms,
      name: "plain descent",
      optimizer: (learningRate) => sgd({ learningRate }),
      schedule: (learningRate) => (step) => (rates.push(step), learningRate),
      maxGradNorm: null,
    };
    const norms: Record<string, (number | null)[]> = {};
    const watching = (watchGradientNorm: boolean): Partial<Comparison<"loss">> => ({
      watchGradientNorm,
      maxGradNorm: 1e-3,
      // eslint-disable-next-line require-yield
      async *watch({ arm, gradientNorm }) {
        (norms[arm.name] ??= []).push(gradientNorm);
      },
    });
    const { results } = await compare([rms, own], watching(true));
    expect(rates).toEqual([0, 1, 2, 3, 4, 5]);
    // Both see the same first batch with the same weights, clipped or not.
    expect(norms["plain descent"][0]).toBeCloseTo(norms.RMSNorm[0]!, 6);
    expect(norms.RMSNorm[0]).toBeGreaterThan(1e-2);
    expect(results[1].validation).not.toBe(results[0].validation);
    await compare([rms], watching(false));
    expect(norms.RMSNorm.at(-1)).toBeNull();
  });
});
