/** Training losses step by step: whether those of self-normalizing nets jitter less than those with batch norm, on the same batches, each at its own constant rate. */
import { constantRate, sgd } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { deviation, mean } from "#lab/measure/statistics";
import { openTabular } from "#lab/training/tabular/index";
import { kinds, netOf } from "./arms.ts";
import { batches, type Task } from "./data.ts";
import { learningRateOf } from "./rates.ts";
import type { SelfNormalizingLab, Settings } from "./settings.ts";

/** The claim is about the first two. The third has no norm: what it jitters is not the norm's doing. */
const contestants = ["SNN", "batch norm", "He initialization"] as const;
/** Steps at the end that are drawn. */
const drawn = 40;

/** Deviation of the change of loss from one step to the next, over the second half: a steady fall is none. */
export function jitter(losses: readonly number[]): number {
  const half = losses.slice(Math.floor(losses.length / 2));
  return deviation(half.slice(1).map((value, at) => value - half[at]));
}

export async function* watchedPart(
  lab: SelfNormalizingLab,
  { watchedDepths, watchedSteps: steps }: Settings,
  { train }: Task,
): AsyncGenerator<LabEvent, void, void> {
  const { seed, device, threads } = lab;
  const ratios: number[] = [];
  for (const [index, depth] of watchedDepths.entries()) {
    const found: { jitter: number; relative: number; end: number }[] = [];
    for (const kind of contestants) {
      const run = await openTabular({
        ...{ model: netOf(kinds[kind], depth), train, batch: batches.digits, steps, seed, device, threads },
        ...{ optimizer: sgd(), learningRate: constantRate(learningRateOf("digits", kind, depth)) },
      });
      const losses: number[] = [];
      try {
        for await (const { step, loss, diverged } of run.train()) {
          losses.push(loss);
          if (diverged) yield lab.note(`${kind}, ${depth} layers, training loss: ${diverged}`);
          if (step > steps - drawn && depth === watchedDepths[0])
            yield lab.point("Training loss", { series: kind, x: step, y: loss });
          if (step % 10 === 0)
            yield lab.progress(
              (index + (found.length + step / steps) / contestants.length) / watchedDepths.length,
              `training loss, ${kind}, ${depth} layers: step ${step}`,
            );
        }
      } finally {
        await run.release();
      }
      found.push({ jitter: jitter(losses), relative: jitter(losses.map(Math.log)), end: mean(losses.slice(-drawn)) });
    }
    const [own, other] = found;
    ratios.push(own.jitter / other.jitter);
    const told = ({ jitter, relative, end }: typeof own) =>
      `by ${jitter.toFixed(3)} nats and on a logarithmic scale by ${relative.toFixed(3)}, around ${end.toFixed(2)}`;
    yield lab.note(
      `${depth} layers: from step to step the loss changes ${found.map((one, at) => `${told(one)} (${contestants[at]})`).join(", ")}`,
    );
  }
  yield lab.measure("low-train-noise", Math.exp(mean(ratios.map(Math.log))));
}
