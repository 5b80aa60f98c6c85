/** Trains every arm, draws how accurate it becomes, and measures what accuracies say. */
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import type { Mnist } from "#lab/datasets/mnist";
import { slope } from "#lab/measure/statistics";
import { layersOf } from "#lab/nn/vision/residual";
import { armNames, netOf, type ArmName } from "./arms.ts";
import { gainsPart, sharesPart } from "./gains.ts";
import { learningRateOf } from "./rates.ts";
import type { BatchNormOnlyLab, Settings } from "./settings.ts";
import { openPartlyTrained } from "./training.ts";

/** How often a run is looked at on its way. */
const looks = 10;

/** Those whose accuracies lie on a line over depth. */
const deeper = ["BatchNorm only, shallow", "BatchNorm only", "BatchNorm only, deep"] as const;
const wide: ArmName = "BatchNorm only, wide";
/** Shown beside them, by their own names. */
const beside: readonly ArmName[] = [
  "random weights",
  "random weights, gains of 1",
  "output only",
  "BatchNorm and output",
  "all weights",
];

/** In percent; NaN where training diverged. */
type Accuracies = ReadonlyMap<ArmName, number>;

/** The net from which most is to be seen: the deepest with only its norms trained. */
const watched: ArmName = "BatchNorm only, deep";

export async function* trainedPart(
  lab: BatchNormOnlyLab,
  settings: Settings,
  data: Mnist,
): AsyncGenerator<LabEvent, void, void> {
  const accuracies = new Map<ArmName, number>();
  for (const [index, name] of settings.arms.entries()) {
    const part = withProgressRange(lab, index / settings.arms.length, (index + 1) / settings.arms.length);
    accuracies.set(name, yield* trainArm(part, name, settings, data));
  }
  yield* measured(lab, settings, accuracies);
}

async function* trainArm(
  lab: BatchNormOnlyLab,
  name: ArmName,
  { steps, depths }: Settings,
  data: Mnist,
): AsyncGenerator<LabEvent, number, void> {
  const net = netOf(name, depths);
  const { seed, threads, device } = lab;
  yield lab.progress(0, `${name}: compiling`);
  const run = await openPartlyTrained({
    ...{ net, data, steps, seed, learningRate: learningRateOf(name), threads, device },
  });
  try {
    const before = await run.trainer.snapshot();
    const every = Math.ceil(steps / looks);
    const isDrawn = lab.seed <= 2 && isOneOf([...deeper, wide, ...beside], name);
    if (name === watched) yield* sharesPart(lab, 0, before);
    let losses = 0;
    for await (const { step, loss, diverged } of run.train()) {
      if (diverged !== null) {
        yield lab.note(`${name}: ${diverged}`);
        if (name === watched) yield lab.measure("prunes-third", NaN);
        return NaN;
      }
      losses += loss;
      if (step % every === 0) {
        if (isDrawn) yield lab.point("Training loss", { series: name, x: step, y: losses / every });
        losses = 0;
        if (name === watched) yield* sharesPart(lab, step, await run.trainer.snapshot());
      }
      yield lab.progress(step / steps, `${name}: step ${step} of ${steps}`);
    }
    const accuracy = 100 * (await run.test()).accuracy;
    const isWider = name === wide || (isOneOf(deeper, name) && net.blocks === depths.shallow);
    yield* drawn(lab, name, { layers: layersOf(net), isWider, trained: run.trained, accuracy });
    if (name === "all weights" || isOneOf(deeper, name))
      yield* gainsPart(
        lab,
        { net, before, run, data, accuracy, series: `${name}, ${layersOf(net)} layers` },
        name === watched,
      );
    return accuracy;
  } finally {
    await run.release();
  }
}

interface Outcome {
  readonly layers: number;
  /** Of the line over width. */
  readonly isWider: boolean;
  readonly trained: number;
  readonly accuracy: number;
}

/** Points of the charts of accuracy, for the first seeds only: a page reads them all. */
function* drawn(
  lab: BatchNormOnlyLab,
  name: ArmName,
  { layers, isWider, trained, accuracy }: Outcome,
): Generator<LabEvent> {
  if (lab.seed > 3) return;
  yield lab.point("Accuracy by arm", { series: "test digits", x: accuracy, y: armNames.indexOf(name) + 1 });
  const lines = [
    ...(isOneOf(deeper, name) ? ["BatchNorm only, deeper"] : []),
    ...(isWider ? ["BatchNorm only, wider"] : []),
    ...(isOneOf(beside, name) ? [name] : []),
  ];
  for (const series of lines) {
    yield lab.point("Accuracy by trained numbers", { series, x: trained, y: accuracy });
    if (series !== "BatchNorm only, wider")
      yield lab.point("Accuracy by depth", { series: series.replace(", deeper", ""), x: layers, y: accuracy });
  }
}

const isOneOf = (names: readonly ArmName[], name: ArmName): boolean => names.includes(name);

function* measured(lab: BatchNormOnlyLab, { depths }: Settings, accuracies: Accuracies): Generator<LabEvent> {
  const of = (name: ArmName) => accuracies.get(name)!;
  // The better of those that take part, whatever it is on the test digits: that favours random weights.
  const random = Math.max(
    ...(["random weights", "random weights, gains of 1"] as const).filter((name) => accuracies.has(name)).map(of),
  );
  yield lab.measure("cifar-deep", of(watched));
  yield lab.measure("beats-random-params", of("BatchNorm only") - random);
  const line = deeper
    .filter((name) => accuracies.has(name))
    .map((name) => [Math.log2(layersOf(netOf(name, depths))), of(name)] as const);
  yield lab.measure("depth-helps", slope(line));
  yield lab.measure("depth-beats-width", of(watched) - of(wide));
  yield lab.measure(
    "affine-matters",
    of("all weights, shallow, gains from 1") - of("all but BatchNorm, shallow, gains of 1"),
  );
  yield lab.note(`accuracy in %: ${[...accuracies].map(([name, value]) => `${name} ${value.toFixed(1)}`).join("; ")}`);
}
