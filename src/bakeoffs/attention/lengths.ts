/** Time and memory: a whole training step of the model, and one layer alone as its text grows longer. */
import { gradient, initialize, input, random, Scope, type Tensor } from "#engine";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { randomWindows } from "#lab/datasets/batches";
import type { Lab, LabEvent } from "#lab/kit/index";
import { bytesKept, bytesPerNumber } from "#lab/measure/bytes-kept";
import { inferenceArm, noiseFloor, timedPart, trainingArm, type TimedArm, type TimingPlan } from "#lab/measure/timing";
import { linearMap } from "#lab/nn/language-model/model";
import { languageModelLoss, modelOf, recipe, selfAttention, textFeeds } from "#lab/training/language-model/index";
import { armTimes } from "../times.ts";
import { allArms, baseline, modelArm, type AttentionArm } from "./arms.ts";
import type { MemoryRow, TimeRow } from "./rows.ts";
import { layerShape, positions, textShape } from "./settings.ts";

/** x W_o of one layer, [1, length, width], of an input of its own: in chunks where there is such a form. */
export function layer({ attention, chunked, turnsHeads }: AttentionArm, length: number) {
  const { width, heads } = layerShape;
  const scope = new Scope({ mode: "inference" });
  const x = input("x", [1, length, width]);
  const y = selfAttention(chunked ?? attention("rotary"))(scope, x, {
    ...{ site: { block: 1, depth: 1, sublayer: "attention" }, heads, rotary: turnsHeads },
    linear: linearMap({ depth: 1 }),
  });
  return { scope, x, y };
}

export async function* layerTimeUnit(
  lab: Lab,
  length: number,
  rounds: number,
): AsyncGenerator<LabEvent, TimeRow, void> {
  const { device, threads } = lab;
  const feeds = {
    x: random(1)
      .stream("layer time")
      .normal(length * layerShape.width),
  };
  const timed = allArms.map((arm) => {
    const { scope, y } = layer(arm, length);
    return inferenceArm(arm.name, { outputs: { y }, parameters: initialize(scope, 1), feeds, device, threads });
  });
  const { arms, noise } = yield* timesOf(lab, timed, { rounds, runs: length > 512 ? 2 : 4 }, `${length} tokens`);
  return { kind: "layer time", length, arms, noise };
}

/** As trained: by rows of weights, all arms. */
export async function* stepTimeUnit(lab: Lab, rounds: number): AsyncGenerator<LabEvent, TimeRow, void> {
  const { device, threads, seed } = lab;
  const { batch, context: length } = textShape;
  const text = await mobyDickCharacters();
  const feeds = textFeeds(randomWindows(text.train, seed, 0, { batch, length }));
  const timed = allArms.map((arm) => {
    const model = modelOf(modelArm(arm, positions.text), { text, shape: textShape });
    const { scope, loss } = languageModelLoss(model, { batch, mode: "training" });
    const { optimizer } = recipe({ learningRate: 1e-3 }, 100);
    return trainingArm(arm.name, { scope, loss, optimizer, maxGradNorm: 1, feeds, device, threads });
  });
  const { arms, noise } = yield* timesOf(lab, timed, { rounds }, "training steps");
  return { kind: "step time", length, arms, noise };
}

async function* timesOf(
  lab: Lab,
  timed: readonly TimedArm[],
  plan: Pick<TimingPlan, "rounds" | "runs">,
  what: string,
): AsyncGenerator<LabEvent, Pick<TimeRow, "arms" | "noise">, void> {
  const timings = yield* timedPart(lab, timed, { baseline, ...plan }, what);
  return { arms: armTimes(timings, baseline), noise: noiseFloor(timings, baseline) };
}

/** Nothing runs here: what one layer keeps of a text is counted in its graph. */
export async function* memoryUnit(lab: Lab, lengths: readonly number[]): AsyncGenerator<LabEvent, MemoryRow, void> {
  const arms: Record<string, { kept: number[]; cache: number[] }> = {};
  for (const [at, arm] of allArms.entries()) {
    yield lab.progress(at / allArms.length, arm.name);
    arms[arm.name] = {
      kept: lengths.map((length) => keptBytes(arm, length)),
      cache: lengths.map((length) => bytesPerNumber * arm.cache(length, layerShape)),
    };
  }
  return { kind: "memory", lengths, arms };
}

/** What the backward pass reads of the forward one. */
export function keptBytes(arm: AttentionArm, length: number): number {
  const { scope, x, y } = layer(arm, length);
  const loss = y.square().mean();
  const wanted: Tensor[] = [x, ...scope.parameters.map(({ tensor }) => tensor)];
  return bytesKept(loss, gradient(loss, wanted));
}
