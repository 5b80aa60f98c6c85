/** Arms of one regime: trained on the same images, tested on the same digits. */
import { type Parameters } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { armsOf, tuningName, type ArmName } from "./arms.ts";
import { openReader, type Images } from "./digits.ts";
import { isDrawn, type Regime, type Settings, type SwinLab } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

/** How an arm ended. NaN and no weights where it diverged. */
export interface Ended {
  /** % of the test digits. */
  readonly accuracy: number;
  readonly nats: number;
  readonly weights: Parameters | null;
}

/**
 * How much of an advantage with many windows is left with one, minus half of it. A disadvantage counts as none: what was never there
 * cannot be lost.
 */
export const leftOfAdvantage = (many: number, one: number): number => Math.max(0, one) - Math.max(0, many) / 2;

export async function* compare(
  lab: SwinLab,
  regime: Regime,
  settings: Settings,
  images: Images,
): AsyncGenerator<LabEvent, ReadonlyMap<ArmName, Ended>, void> {
  const ends = new Map<ArmName, Ended>();
  const [names, steps] = [armsOf[regime], settings.steps[regime]];
  for (const [index, name] of names.entries()) {
    const learningRate = tunedLearningRate(tuning, tuningName(name, regime));
    const { seed, device, threads } = lab;
    const run = await openReader(name, regime, settings, images, { seed, steps, learningRate, device, threads });
    try {
      let failed: string | null = null;
      let smooth = NaN;
      for await (const { step, loss, diverged } of run.train()) {
        failed ??= diverged;
        smooth = step === 1 ? loss : 0.95 * smooth + 0.05 * loss;
        if (regime === "many windows" && isDrawn(lab) && step % Math.ceil(steps / 12) === 0)
          yield lab.point("Loss with many windows", { series: name, x: step, y: smooth });
        yield lab.progress((index + step / steps) / names.length, `${regime}, ${name}: step ${step}`);
      }
      if (failed !== null) {
        yield lab.note(`${name} with ${regime} diverged: ${failed}`);
        ends.set(name, { accuracy: NaN, nats: NaN, weights: null });
        continue;
      }
      const { accuracy, nats } = await run.test();
      ends.set(name, { accuracy: 100 * accuracy, nats, weights: await run.trainer.snapshot() });
    } finally {
      await run.release();
    }
  }
  const all = [...ends].map(([name, { accuracy, nats }]) => `${name} ${accuracy.toFixed(1)} % (${nats.toFixed(3)})`);
  yield lab.note(`${regime}, test digits right (nats): ${all.join(", ")}`);
  return ends;
}
