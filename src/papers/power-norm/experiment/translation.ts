/** The encoder side: PowerNorm in the encoder and layer norm in the decoder, as released, against layer norm in both. */
import type { LabEvent } from "#lab/kit/index";
import { layerNorm } from "#lab/nn/norms";
import { recipe } from "#lab/training/language-model/index";
import {
  openTranslator,
  type MaskedNorm,
  type TranslatorPlan,
  type TranslatorRun,
} from "#lab/training/translation/index";
import { powerNorm } from "../method.ts";
import type { PowerNormLab, Settings } from "./settings.ts";

const heads = 4;

/** By name, for a run of so many steps; tuning gives each its rate under the same name. */
export const encoders = (steps: number): Record<"LN encoder" | "PN encoder", MaskedNorm> => ({
  "LN encoder": (at, x) => layerNorm(at, x),
  "PN encoder": (at, x, real) => powerNorm(at, x, { warmup: Math.ceil(steps / 5), groups: heads, real }),
});
export type EncoderName = keyof ReturnType<typeof encoders>;

export const translatorPlan = (
  encoder: EncoderName,
  learningRate: number,
  { depth, width, batch, steps, tested }: Settings["translation"],
  { seed, device, threads }: Pick<PowerNormLab, "seed" | "device" | "threads">,
): TranslatorPlan => ({
  model: { depth, width, heads, encoderNorm: encoders(steps)[encoder], decoderNorm: (at, x) => layerNorm(at, x) },
  ...recipe({ learningRate }, steps),
  maxGradNorm: 1,
  batch,
  steps,
  tested,
  seed,
  device,
  threads,
});

/** Trains both and measures how many more words, in percentage points, the PowerNorm encoder gets right. */
export async function* translationPart(
  lab: PowerNormLab,
  settings: Settings["translation"],
  rateOf: (encoder: EncoderName) => number,
): AsyncGenerator<LabEvent, void, void> {
  const scores: Partial<Record<EncoderName, { words: number; sentences: number }>> = {};
  const names = Object.keys(encoders(settings.steps)) as EncoderName[];
  for (const [index, encoder] of names.entries()) {
    const run: TranslatorRun = await openTranslator(translatorPlan(encoder, rateOf(encoder), settings, lab));
    try {
      scores[encoder] = { words: NaN, sentences: NaN };
      for await (const { step, diverged } of run.train()) {
        if (diverged !== null) {
          scores[encoder] = { words: NaN, sentences: NaN };
          yield lab.note(`translation, ${encoder}: ${diverged}`);
        } else if (step === settings.steps || step % Math.ceil(settings.steps / 4) === 0) {
          scores[encoder] = await run.test();
          yield lab.point("Translation", { series: encoder, x: step, y: 100 * scores[encoder].words });
        }
        yield lab.progress((index + step / settings.steps) / names.length, `translation, ${encoder}: step ${step}`);
      }
    } finally {
      await run.release();
    }
  }
  const [base, ours] = [scores["LN encoder"]!, scores["PN encoder"]!];
  yield lab.measure("bleu-iwslt14", 100 * (ours.words - base.words));
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  yield lab.note(
    `translation, words and whole sentences right: LN encoder ${percent(base.words)}, ${percent(base.sentences)}; ` +
      `PN encoder ${percent(ours.words)}, ${percent(ours.sentences)}`,
  );
}
