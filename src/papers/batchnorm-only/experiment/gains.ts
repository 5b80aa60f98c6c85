/** What training does to the gains: how they are spread, how many of them come near zero and when, and whether those are needed. */
import { input, random, Scope, type Parameters, type Tensor } from "#engine";
import { digitsAt, type Mnist } from "#lab/datasets/mnist";
import type { LabEvent } from "#lab/kit/index";
import { gainsOf, partlyTrainedStates, shareBelow, withoutGains, type PartlyTrained } from "../method.ts";
import type { BatchNormOnlyLab } from "./settings.ts";
import type { PartlyTrainedRun } from "./training.ts";

/** What is known of a trained arm when its gains are looked at. */
export interface TrainedArm {
  readonly series: string;
  readonly net: PartlyTrained;
  readonly before: Parameters;
  readonly run: PartlyTrainedRun;
  readonly data: Mnist;
  /** In percent. */
  readonly accuracy: number;
}

/** Below this size a gain counts as zero; before training 1 in 100 is. The others are for the picture. */
export const zero = 0.01;
const sizes = [0.001, 0.002, 0.005, zero, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2];

/** Of the histogram; what lies beyond its ends is in its outermost bins. */
const [lowest, highest, bin] = [-1, 2, 0.1];

const percent = (share: number) => 100 * share;

/** How many gains are near zero at a step of the training. */
export function* sharesPart(lab: BatchNormOnlyLab, step: number, weights: Parameters): Generator<LabEvent> {
  if (lab.seed > 3) return;
  for (const size of [zero, 0.05])
    yield lab.point("Gains on their way to zero", {
      ...{ series: `smaller than ${size}`, x: step, y: percent(shareBelow(gainsOf(weights), size)) },
    });
}

/** Draws the gains of a trained arm. Of the watched one also: the claim, and what is lost when those near zero, or as many at random, are set to zero. */
export async function* gainsPart(
  lab: BatchNormOnlyLab,
  arm: TrainedArm,
  isWatched: boolean,
): AsyncGenerator<LabEvent, void, void> {
  const { net, before, run, accuracy, series } = arm;
  const after = await run.trainer.snapshot();
  if (isWatched) yield* spread(lab, "before training", before);
  yield* spread(lab, series, after);
  if (!isWatched) return;

  const share = shareBelow(gainsOf(after), zero);
  yield lab.measure("prunes-third", percent(share));
  const stream = random(lab.seed).stream("gains switched off");
  const atRandom = withoutGains(after, () => stream.uniform(1)[0] < share);
  const lost: number[] = [];
  for (const weights of [withoutGains(after, (gain) => Math.abs(gain) < zero), atRandom]) {
    await run.trainer.restart(weights);
    lost.push(accuracy - percent((await run.test()).accuracy));
  }
  const [start, end] = [await silent(net, before, arm), await silent(net, after, arm)];
  const shares = sizes
    .slice(0, 6)
    .map((size) => `${percent(shareBelow(gainsOf(after), size)).toFixed(1)} below ${size}`);
  yield lab.note(
    `gains of ${series}, in %: ${shares.join(", ")}; all of those below ${zero} set to zero cost ${lost[0].toFixed(2)} points, as many at random ${lost[1].toFixed(2)}; ` +
      `channels that are zero at 99 of 100 places: ${percent(start).toFixed(1)} % before and ${percent(end).toFixed(1)} % after training`,
  );
}

function* spread(lab: BatchNormOnlyLab, series: string, weights: Parameters): Generator<LabEvent> {
  if (lab.seed > 3) return;
  const gains = gainsOf(weights);
  for (const size of sizes)
    yield lab.point("Gains near zero", { series, x: size, y: percent(shareBelow(gains, size)) });
  // One seed is enough of a picture with so many points.
  if (lab.seed > 1) return;
  const bins = Math.round((highest - lowest) / bin);
  const counts = new Array<number>(bins).fill(0);
  for (const gain of gains) counts[Math.min(bins - 1, Math.max(0, Math.floor((gain - lowest) / bin)))]++;
  for (const [at, count] of counts.entries()) {
    const middle = Number((lowest + (at + 0.5) * bin).toFixed(2));
    yield lab.point("Distribution of gains", { series, x: middle, y: percent(count / gains.length) });
  }
}

const probed = 250;

/** Share of the channels, over all ReLUs, that are zero at more than 99 of 100 places of the first test digits. */
async function silent(net: PartlyTrained, weights: Parameters, { run, data }: TrainedArm): Promise<number> {
  await run.trainer.restart(weights);
  const pixels = data.rows * data.columns;
  const { images } = digitsAt(
    data.test,
    Array.from({ length: probed }, (_, at) => at),
  );
  const { share } = await run.means(
    "silent channels",
    () => {
      const scope = new Scope({ mode: "inference" });
      const { activations } = partlyTrainedStates(scope, input("images", [probed, pixels]), net);
      const channels = activations.reduce((sum, { shape }) => sum + shape[1], 0);
      const silent = activations.map(silentChannels).reduce((sum, count) => sum.add(count));
      return { share: silent.mul(1 / channels) };
    },
    [{ images }],
  );
  return share;
}

/** How many channels of x [batch, channels, height, width] are zero nearly everywhere. */
const silentChannels = (x: Tensor): Tensor =>
  x.equal(0).cast("float32").mean([0, 2, 3]).greater(0.99).cast("float32").sum();
