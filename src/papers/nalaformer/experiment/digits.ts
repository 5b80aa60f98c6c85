/** Every kernel in the same network on noisy digits, and what the trained queries do with their length. */
import type { LabEvent } from "#lab/kit/index";
import { noisyDigits } from "./digits-data.ts";
import { bestTuned, tunedLearningRate } from "#lab/training/tuning/index";
import { openDigits } from "./digits-model.ts";
import { kernels, rivals, type KernelName } from "./kernels.ts";
import { lengthsPart } from "./lengths.ts";
import { isDrawn, type NalaLab, type Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

const all = Object.keys(kernels) as KernelName[];
/** What the method is held against: the best of several in each seed would be so by luck, too. */
const rival = bestTuned(tuning.digits, rivals);
/** Those without which a claim would have no number. */
const few: readonly KernelName[] = ["softmax", rival, "NaLa A", "frozen", "frozen at 4.5"];
/** Whose queries are looked at. */
const lookedAt: readonly KernelName[] = ["softmax", "ReLU", "NaLa A"];

export async function* digitsPart(
  lab: NalaLab,
  { arms, digits: { steps, tested } }: Settings,
): AsyncGenerator<LabEvent, void, void> {
  const { seed, device, threads } = lab;
  const data = await noisyDigits("test");
  const names = arms === "all" ? all : few;
  const scores = new Map<KernelName, number>();
  for (const [index, name] of names.entries()) {
    const learningRate = tunedLearningRate(tuning.digits, name);
    const run = await openDigits({ name, data, steps, seed, learningRate, tested, device, threads });
    try {
      let diverged: string | null = null;
      for await (const { step, loss, diverged: why } of run.train()) {
        diverged = why;
        if (diverged !== null) break;
        if (isDrawn(lab) && step % Math.ceil(steps / 15) === 0)
          yield lab.point("Digits", { series: name, x: step, y: loss });
        if (step % 5 === 0)
          yield lab.progress((index + step / steps) / names.length, `digits, ${name}: step ${step} of ${steps}`);
      }
      if (diverged !== null) yield lab.note(`digits, ${name}: ${diverged}`);
      scores.set(name, diverged === null ? 100 * (await run.test()).accuracy : NaN);
      if (lookedAt.includes(name)) yield* lengthsPart(lab, name, await run.trainer.snapshot(), data);
    } finally {
      await run.release();
    }
  }
  const score = (name: KernelName) => scores.get(name)!;
  yield lab.measure("up-to-4-2", score("NaLa A") - score(rival));
  yield lab.measure("norm-on-digits", score("NaLa A") - score("frozen"));
  yield lab.measure("norm-beyond-exponent", score("NaLa A") - score("frozen at 4.5"));
  yield lab.note(
    `the rival is ${rival}; noisy digits right, in %: ${[...scores].map(([name, value]) => `${name} ${value.toFixed(1)}`).join(", ")}`,
  );
}
