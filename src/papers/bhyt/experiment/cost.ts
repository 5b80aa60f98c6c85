/** Speed: whole training steps, and reading texts and single tokens with folded weights, interleaved. */
import { input, Scope, type Parameters } from "#engine";
import { fixedWindows, randomWindows, windowsAt } from "#lab/datasets/batches";
import type { LabEvent } from "#lab/kit/index";
import {
  foldedModel,
  foldLanguageModel,
  languageModel,
  languageModelLoss,
  modelOf,
  recipe,
  textFeeds,
  type ArmResult,
  type LanguageModel,
} from "#lab/training/language-model/index";
import {
  inferenceArm,
  noiseFloor,
  saving,
  timedPart,
  trainingArm,
  twinOf,
  type TimedArm,
  type Timings,
} from "#lab/measure/timing";
import { bareRms, armsFor, type ArmName } from "./arms.ts";
import { foldBhyt, foldedBhyt } from "./fold.ts";
import { bhytBlock, boundedTanh } from "../method.ts";
import type { Bench, BhytLab, Settings } from "./settings.ts";

const baseline = "RMSNorm";

export async function* costPart(
  lab: BhytLab,
  { timingRounds: rounds }: Settings,
  bench: Bench,
  trained: readonly ArmResult[],
): AsyncGenerator<LabEvent, void, void> {
  const training = yield* timedPart(lab, trainingArms(lab, bench), { baseline, rounds }, "training steps");
  yield lab.measure("train-speed", saving(training, "BHyT", baseline).median, {
    twin: saving(training, twinOf(baseline), baseline).median,
  });
  yield lab.note(inWords(training, "less time for a training step than RMSNorm"));

  const sizes = [
    [1, 1],
    [1, bench.shape.context],
    [bench.shape.batch, bench.shape.context],
  ] as const;
  for (const [index, [batch, length]] of sizes.entries()) {
    const arms = forwardPassArms(lab, bench, trained, batch, length);
    const plan = { baseline, rounds: rounds * (index === 0 ? 8 : 2) };
    const forwardPass = yield* timedPart(lab, arms, plan, `reading ${batch} x ${length}`);
    const more = (arm: string) => 100 / (1 - saving(forwardPass, arm, baseline).median / 100) - 100;
    if (index === 0) yield lab.measure("gen-throughput", more("BHyT"), { twin: more(twinOf(baseline)) });
    yield lab.note(inWords(forwardPass, `less time for ${batch} x ${length} characters, folded`));
  }
}

const inWords = (timings: Timings, what: string): string =>
  `${what}: ${Object.keys(timings)
    .filter((name) => name.startsWith("BHyT") || name === "DyT")
    .map((name) => {
      const { median, interval } = saving(timings, name, baseline);
      return `${name} ${median.toFixed(1)} % (${interval.map((end) => end.toFixed(1)).join(" to ")})`;
    })
    .join(", ")}; the same program twice differs by up to ${noiseFloor(timings, baseline).toFixed(1)} %`;

/** c is not made anew in the steps that are timed, as in the release, which does that outside of them. */
function trainingArms({ device, threads, seed }: BhytLab, bench: Bench): TimedArm[] {
  const { shape, text } = bench;
  const feeds = textFeeds(randomWindows(text.train, seed, 0, { batch: shape.batch, length: shape.context }));
  const stored = bhytBlock({ length: shape.context, refresh: null });
  return armsFor(bench, 1)
    .filter(({ name }) => (["RMSNorm", "DyT", "BHyT, exact", "BHyT"] as ArmName[]).includes(name))
    .map((arm) => (arm.name === "BHyT" ? { ...arm, model: { block: stored } } : arm))
    .map((arm) => {
      const { scope, loss } = languageModelLoss(modelOf(arm, bench), { batch: shape.batch, mode: "training" });
      const { optimizer } = recipe({ learningRate: 1e-3 }, 100);
      return trainingArm(arm.name, { scope, loss, optimizer, maxGradNorm: 1, feeds, device, threads });
    });
}

function forwardPassArms(
  { device, threads }: BhytLab,
  bench: Bench,
  trained: readonly ArmResult[],
  batch: number,
  length: number,
): TimedArm[] {
  const { text } = bench;
  const weightsOf = (name: ArmName): Parameters => trained.find(({ arm }) => arm.name === name)!.weights;
  const model = modelOf({ norm: bareRms }, bench);
  const shift = new Float32Array(model.width);
  const gainsFolded = (weights: Parameters) =>
    foldLanguageModel(weights, model, (norm) => ({ scale: weights[`${norm}/gain`], shift }));
  // Of the exact form the gain folds and lambda stays a number of the graph.
  const exact: LanguageModel = {
    ...foldedModel(model, bareRms),
    normAt: ({ sublayer }) => (sublayer === "final" ? bareRms : (at, x) => boundedTanh(at, x, { gain: false })),
  };
  const forms: [name: ArmName, model: LanguageModel, weights: Parameters][] = [
    ["RMSNorm", foldedModel(model, bareRms), gainsFolded(weightsOf("RMSNorm"))],
    ["BHyT, exact", exact, gainsFolded(weightsOf("BHyT, exact"))],
    ["BHyT", foldedBhyt(model), foldBhyt(weightsOf("BHyT"), model)],
  ];
  const tokens = windowsAt(text.validation, fixedWindows(text.validation, { count: batch, length }), length).inputs;
  return forms.map(([name, form, weights]) => {
    const scope = new Scope({ mode: "inference" });
    const { logits } = languageModel(scope, input("tokens", [batch, length], "int32"), form);
    const parameters = Object.fromEntries(scope.parameters.map(({ name }) => [name, weights[name]]));
    return inferenceArm(name, { outputs: { logits }, feeds: { tokens }, parameters, device, threads });
  });
}
