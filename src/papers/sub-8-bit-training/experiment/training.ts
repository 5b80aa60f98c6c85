/** Both nets of digits in every arm, and the perceptron in more bits for the curve. */
import type { Parameters } from "#engine";
import type { Mnist } from "#lab/datasets/mnist";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { digitArms, nameOf, shiftQuantIn, type Arm, type QuantizerName } from "./arms.ts";
import { openDigits, type NetName } from "./digits.ts";
import { rateOf } from "./rates.ts";
import type { Settings, ShiftQuantLab } from "./settings.ts";

/** Weights before, in the middle of, and after training. */
export type Snapshots = readonly Parameters[];

/** Trains one arm. Returns the share of the test's digits that are right, in percent, and the weights on the way. */
async function* trainDigits(
  lab: ShiftQuantLab,
  net: NetName,
  arm: Arm,
  learningRate: number,
  { steps: { [net]: steps }, hidden }: Settings,
  data: Mnist,
): AsyncGenerator<LabEvent, { accuracy: number; snapshots: Snapshots }, void> {
  const { seed, threads } = lab;
  const run = await openDigits({ net, arm, hidden, data, steps, seed, learningRate, threads });
  try {
    const snapshots = [await run.trainer.snapshot()];
    for await (const { step, diverged } of run.train()) {
      if (diverged !== null) {
        yield lab.note(`${net}, ${nameOf(arm)}: ${diverged}`);
        return { accuracy: NaN, snapshots };
      }
      if (step === Math.ceil(steps / 2) || step === steps) snapshots.push(await run.trainer.snapshot());
      yield lab.progress(step / steps, `${net}, ${nameOf(arm)}: step ${step} of ${steps}`);
    }
    return { accuracy: 100 * (await run.test()).accuracy, snapshots };
  } finally {
    await run.release();
  }
}

/** Returns the weights of the perceptron that ShiftQuant trained in four bits. */
export async function* digitsPart(
  lab: ShiftQuantLab,
  settings: Settings,
  data: Mnist,
): AsyncGenerator<LabEvent, Snapshots, void> {
  const nets = ["perceptron", "convolutional"] as const;
  const accuracy: Record<string, number> = {};
  const key = (net: NetName, arm: Arm) => `${net}: ${nameOf(arm)}`;
  let kept: Snapshots = [];
  for (const [place, net] of nets.entries())
    for (const [index, arm] of digitArms.entries()) {
      const done = (place + index / digitArms.length) / nets.length;
      const part = withProgressRange(lab, done, done + 1 / digitArms.length / nets.length);
      const trained = yield* trainDigits(part, net, arm, rateOf(net, arm), settings, data);
      accuracy[key(net, arm)] = trained.accuracy;
      if (net === "perceptron" && nameOf(arm) === nameOf(shiftQuantIn(4))) kept = trained.snapshots;
      yield lab.point("Accuracy by arm", { series: net, x: trained.accuracy, y: index + 1 });
    }
  const lost = (net: NetName) => accuracy[key(net, null)] - accuracy[key(net, shiftQuantIn(4))];
  const gain = (better: Arm, worse: Arm) =>
    mean(nets.map((net) => accuracy[key(net, better)] - accuracy[key(net, worse)]));
  const three = shiftQuantIn(3);
  yield lab.measure("acc-resnet-4bit", lost("convolutional"));
  yield lab.measure("acc-perceptron-4bit", lost("perceptron"));
  yield lab.measure("groups-help", gain(three, { ...three, gradient: "one scale" }));
  yield lab.measure("groups-by-range", gain(three, { ...three, gradient: "groups by place" }));
  yield lab.measure("l1-quantized", gain(shiftQuantIn(4), { ...shiftQuantIn(4), norm: "root mean square" }));
  return kept;
}

const curves: readonly QuantizerName[] = ["one scale", "ShiftQuant", "a scale for each channel", "float gradients"];

/** A picture, and no claim: for the first three seeds, all at the rate of ShiftQuant in four bits. */
export async function* bitsPart(
  lab: ShiftQuantLab,
  settings: Settings,
  data: Mnist,
): AsyncGenerator<LabEvent, void, void> {
  if (lab.seed > 3) return;
  const arms = settings.curveBits.flatMap((bits) => curves.map((gradient) => ({ ...shiftQuantIn(bits), gradient })));
  const learningRate = rateOf("perceptron", shiftQuantIn(4));
  for (const [index, arm] of arms.entries()) {
    const part = withProgressRange(lab, index / arms.length, (index + 1) / arms.length);
    const { accuracy } = yield* trainDigits(part, "perceptron", arm, learningRate, settings, data);
    yield lab.point("Accuracy by bits", { series: arm.gradient, x: arm.bits, y: accuracy });
  }
}
