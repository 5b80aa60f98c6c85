/** Time: whole training steps of all arms interleaved, and forward passes before and after folding. */
import { compile, initialize, input, open, random, Scope, type Parameters } from "#engine";
import { fixedWindows, randomWindows, windowsAt } from "#lab/datasets/batches";
import type { CharacterText } from "#lab/datasets/moby-dick";
import type { Lab, LabEvent } from "#lab/kit/index";
import { fusedLayerNorm } from "#papers/layer-norm/method";
import {
  languageModel,
  languageModelLoss,
  modelOf,
  recipe,
  textFeeds,
  type LanguageModel,
} from "#lab/training/language-model/index";
import { inferenceArm, noiseFloor, timedPart, trainingArm, type TimedArm } from "#lab/measure/timing";
import { armTimes } from "../times.ts";
import { baseline, type BakeoffArm } from "./arms.ts";
import type { ForwardPassRow, StepTimeRow } from "./rows.ts";
import { wide } from "./settings.ts";

/** Layer norm through the runtime's one operator for it: timed beside the others, which have no such operator. */
const fused: BakeoffArm = {
  id: "layer-norm-fused",
  title: "Layer norm as one operator",
  name: "LN, one operator",
  paper: "layer-norm",
  statement: "the same function, as the runtime's own operator",
  norm: (at, x) => fusedLayerNorm(at, x),
  fold: null,
};

export async function* stepTimeUnit(
  lab: Lab,
  text: CharacterText,
  { arms, rounds }: { arms: readonly BakeoffArm[]; rounds: number },
): AsyncGenerator<LabEvent, StepTimeRow, void> {
  const { device, threads, seed } = lab;
  const feeds = textFeeds(randomWindows(text.train, seed, 0, { batch: wide.batch, length: wide.context }));
  const timed = [...arms, fused].map((arm) => {
    const { scope, loss } = languageModelLoss(modelOf(arm, { text, shape: wide }), {
      batch: wide.batch,
      mode: "training",
    });
    const { optimizer } = recipe({ ...arm, learningRate: 1e-3 }, 100);
    return trainingArm(arm.name, { scope, loss, optimizer, maxGradNorm: 1, feeds, device, threads });
  });
  const timings = yield* timedPart(lab, timed, { baseline, rounds }, "all arms");
  return { kind: "step time", rounds, arms: armTimes(timings, baseline), noise: noiseFloor(timings, baseline) };
}

/** An arm that folds appears twice: as it is, and as "LN, folded". */
export const foldedName = (arm: string): string => `${arm}, folded`;

export async function* forwardPassUnit(
  lab: Lab,
  text: CharacterText,
  { arms, rounds, batch, length }: { arms: readonly BakeoffArm[]; rounds: number; batch: number; length: number },
): AsyncGenerator<LabEvent, ForwardPassRow, void> {
  const { device, threads } = lab;
  const { validation } = text;
  const tokens = windowsAt(validation, fixedWindows(validation, { count: batch, length }), length).inputs;
  const folded: Record<string, number> = {};
  const timed: TimedArm[] = [];
  for (const arm of [...arms, fused]) {
    const model = modelOf(arm, { text, shape: wide });
    const weights = livedIn(languageModelLoss(model, { batch: 1, mode: "training" }).scope);
    const add = (name: string, model: LanguageModel, weights: Parameters) =>
      timed.push(
        inferenceArm(name, { ...readerOf(model, weights, batch, length), feeds: { tokens }, device, threads }),
      );
    add(arm.name, model, weights);
    if (arm.fold === null) continue;
    const form = arm.fold(weights, model);
    add(foldedName(arm.name), form.model, form.weights);
    const [before, after] = await Promise.all(
      [readerOf(model, weights, batch, length), readerOf(form.model, form.weights, batch, length)].map((reader) =>
        logitsOf(reader, tokens, lab),
      ),
    );
    folded[arm.name] = before.reduce((max, value, at) => Math.max(max, Math.abs(value - after[at])), 0);
    yield lab.progress(0, `folding ${arm.name}`);
  }
  const timings = yield* timedPart(lab, timed, { baseline, rounds }, "all arms");
  return {
    kind: "forward pass",
    batch,
    length,
    rounds,
    arms: armTimes(timings, baseline),
    folded,
    noise: noiseFloor(timings, baseline),
  };
}

function readerOf(model: LanguageModel, weights: Parameters, batch: number, length: number) {
  const scope = new Scope({ mode: "inference" });
  const { logits } = languageModel(scope, input("tokens", [batch, length], "int32"), model);
  const needed = compile({ outputs: { logits } }).parameters;
  return { outputs: { logits }, parameters: Object.fromEntries(needed.map(({ name }) => [name, weights[name]])) };
}

async function logitsOf(
  { outputs, parameters }: ReturnType<typeof readerOf>,
  tokens: Int32Array,
  { device, threads }: Lab,
): Promise<Float32Array> {
  const session = await open(compile({ outputs }), { parameters, device, threads });
  const { logits } = await session.run({ tokens });
  await session.release();
  return logits.data as Float32Array;
}

/**
 * Weights as after some life: gains, bounds and statistics anywhere between a half and one and a half. How long a program
 * takes does not depend on them, and folding must be exact whatever they are.
 */
function livedIn(scope: Scope): Parameters {
  const weights = initialize(scope, 1);
  for (const { name, shape } of [...scope.parameters, ...scope.states])
    if (shape.length === 1)
      weights[name] = Float32Array.from(random(1).stream(`lived in ${name}`).uniform(shape[0]), (u) => 0.5 + u);
  return weights;
}
