/** A trained arm, and what a search finds with it for some sentences. */
import type { Parameters } from "#engine";
import { end } from "#lab/datasets/translation";
import type { VoyagePair } from "#lab/datasets/voyages";
import type { LabEvent } from "#lab/kit/index";
import { bleu } from "#lab/measure/bleu";
import { beamSearch, type BeamOptions, type Found } from "#lab/nn/recurrent/beam-search";
import { floats } from "#lab/nn/recurrent/lstm";
import { openTranslating, type Translating } from "#lab/nn/recurrent/step-decoder";
import { openTranslator } from "#lab/training/translation/index";
import { constrained } from "../method.ts";
import type { Symbols } from "../vocabulary.ts";
import { modelOf, planOf, type Arm, type Training } from "./arms.ts";
import { dataOf, vocabularyOf, type Corpus } from "./corpus.ts";
import type { GnmtLab } from "./settings.ts";

export interface Trained {
  readonly symbols: Symbols;
  readonly weights: Parameters;
  /** Nats per symbol on the near test, in floats at the bounds of inference; null where training diverged. */
  readonly nats: number | null;
  /** Losses by step. */
  readonly losses: readonly number[];
}

export async function* trained(
  lab: GnmtLab,
  { name, arm, corpus, ...training }: Training & { name: string; arm: Arm; corpus: Corpus },
): AsyncGenerator<LabEvent, Trained, void> {
  const { seed, device, threads } = lab;
  const symbols = vocabularyOf(arm.symbols, corpus);
  yield lab.progress(0, `${name}: compiling`);
  const run = await openTranslator(planOf(arm, dataOf(corpus, symbols), training, { seed, device, threads }));
  const losses: number[] = [];
  try {
    for await (const { step, loss, diverged } of run.train()) {
      if (diverged !== null) {
        yield lab.note(`${name} diverged: ${diverged}`);
        return { symbols, weights: await run.trainer.snapshot(), nats: null, losses };
      }
      losses.push(loss);
      if (step % 5 === 0 || step === training.steps)
        yield lab.progress(
          step / training.steps,
          `${name}: step ${step} of ${training.steps}, loss ${loss.toFixed(3)}`,
        );
    }
    return { symbols, weights: await run.trainer.snapshot(), nats: (await run.test()).nats, losses };
  } finally {
    await run.release();
  }
}

/** Opens the steps of a trained arm for sources of some sentences. */
export function translatorOf(
  { device, threads }: GnmtLab,
  arm: Arm,
  { symbols, weights: parameters }: Trained,
  { size, width, sentences }: { size: Training["size"]; width: number; sentences: readonly VoyagePair[] },
): Promise<Translating> {
  const arithmetic = arm.constrained ? constrained(1) : floats;
  const longest = Math.max(...sentences.map(({ source }) => symbols.encode(source).length));
  return openTranslating(modelOf(arm, size, { vocabulary: symbols.size, arithmetic }), {
    ...{ parameters, longest, width, device, threads },
  });
}

export type Search = Pick<BeamOptions, "width" | "scorings" | "margin" | "onStep">;

/** What is found for one sentence; a translation has at most twice as many symbols as its source. */
export async function searched(
  translating: Translating,
  symbols: Symbols,
  source: string,
  search: Search,
): Promise<Found> {
  const read = symbols.encode(source);
  return beamSearch(await translating.of(read), { ...search, start: 1, end, longest: 2 * read.length });
}

/** For each sentence, one after the other. */
export async function* searchedAll(
  lab: GnmtLab,
  {
    translating,
    symbols,
    sentences,
    what,
  }: { translating: Translating; symbols: Symbols; sentences: readonly VoyagePair[]; what: string },
  search: Search,
): AsyncGenerator<LabEvent, Found[], void> {
  const found: Found[] = [];
  for (const [at, { source }] of sentences.entries()) {
    found.push(await searched(translating, symbols, source, search));
    if (at % 5 === 0) yield lab.progress(at / sentences.length, `${what}: sentence ${at + 1} of ${sentences.length}`);
  }
  return found;
}

/** BLEU of the best hypotheses. */
export const bleuOfBest = (found: readonly Found[], symbols: Symbols, sentences: readonly VoyagePair[]): number =>
  bleu(found.map(({ hypotheses }) => symbols.decode(hypotheses[0].symbols)), sentences.map(({ target }) => target)); // prettier-ignore
