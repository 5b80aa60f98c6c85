/** Pieces, words, and words and characters mixed, each in a network of its own; and phrases without any network. */
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { bleu } from "#lab/measure/bleu";
import { mean } from "#lab/measure/statistics";
import type { Hypothesis } from "#lab/nn/recurrent/beam-search";
import { chosen, scoringBy } from "../method.ts";
import { unknown, type Symbols } from "../vocabulary.ts";
import { translatorArms, type TranslatorArm } from "./arms.ts";
import type { Corpus } from "./corpus.ts";
import { phraseTranslator } from "./phrases.ts";
import { isDrawn, type GnmtLab, type Settings } from "./settings.ts";
import { searchedAll, translatorOf, type Trained } from "./translate.ts";

export const ways = ["pieces", "words", "words, unknown ones copied", "mixed", "phrases"] as const;

export async function* vocabulariesPart(
  lab: GnmtLab,
  { size }: Settings,
  { corpus, results }: { corpus: Corpus; results: ReadonlyMap<TranslatorArm, Trained> },
): AsyncGenerator<LabEvent, void, void> {
  const { near: sentences, learned } = corpus;
  const references = sentences.map(({ target }) => target);
  const translations = new Map<(typeof ways)[number], string[]>();
  const compared = [...results.keys()].filter((name) => name !== "GNMT, unconstrained");
  for (const [at, name] of compared.entries()) {
    const arm = translatorArms[name];
    const trained = results.get(name)!;
    const { symbols } = trained;
    const translating = await translatorOf(lab, arm, trained, { size, width: 4, sentences });
    try {
      const part = withProgressRange(lab, at / compared.length, (at + 1) / compared.length);
      const search = { width: 4, scorings: [scoringBy(chosen)] as const };
      const found = yield* searchedAll(part, { translating, symbols, sentences, what: arm.symbols }, search);
      const best = found.map(({ hypotheses }) => hypotheses[0]);
      translations.set(arm.symbols, best.map((hypothesis) => symbols.decode(hypothesis.symbols))); // prettier-ignore
      if (arm.symbols === "words")
        translations.set("words, unknown ones copied", best.map((hypothesis, at) => copied(hypothesis, symbols, sentences[at].source))); // prettier-ignore
      const length = mean(sentences.map(({ source }) => symbols.encode(source).length));
      yield lab.note(`${arm.symbols}: ${length.toFixed(1)} symbols a sentence of ${symbols.size}`);
    } finally {
      await translating.release();
    }
  }
  translations.set("phrases", sentences.map(({ source }) => source).map(phraseTranslator(learned))); // prettier-ignore
  const scores = new Map([...translations].map(([way, found]) => [way, bleu(found, references)]));
  // Against words at their best: plain ones lose by every name, whatever the network learned.
  yield lab.measure("wordpiece-balance", scores.get("pieces")! - scores.get("words, unknown ones copied")!);
  const wrong = (way: (typeof ways)[number]) =>
    translations.get(way)!.filter((translation, at) => translation !== references[at]).length;
  yield lab.measure("human-errors", 100 * (1 - wrong("pieces") / wrong("phrases")));
  yield lab.note([...scores].map(([way, score]) => `${way}: BLEU ${score.toFixed(2)}, ${wrong(way)} of ${sentences.length} wrong`).join("; ")); // prettier-ignore
  if (isDrawn(lab))
    for (const [way, y] of scores) yield lab.point("Vocabularies", { series: "BLEU", x: ways.indexOf(way) + 1, y });
}

/** An unknown word is the source's word that was looked at when it was written. */
function copied({ symbols: codes, aligned }: Hypothesis, symbols: Symbols, source: string): string {
  const words = source.split(" ");
  return codes.flatMap((code, at) => (code === unknown ? [words[aligned[at]]] : code > unknown ? [symbols.names[code]] : [])).join(" "); // prettier-ignore
}
