/** A small translator with its weights, for the page and the exported model: trained once by make.ts. */
import type { Parameters } from "#engine";
import type { Seq2Seq } from "#lab/nn/recurrent/seq2seq";
import { constrained } from "../method.ts";
import { sampleOf, sharedPieces } from "../experiment/corpus.ts";
import { modelOf, translatorArms, type Size } from "../experiment/arms.ts";
import type { Symbols } from "../vocabulary.ts";
import { unpacked } from "./packed.ts";
import weights from "./weights.json" with { type: "json" };

/** No result uses this one. */
export const seed = 2016;
export const size: Size = { embedding: 32, units: 40, layers: 3 };

export interface Translator {
  readonly symbols: Symbols;
  /** Of the source, those that it learned, names among them. */
  readonly words: ReadonlySet<string>;
  readonly model: Seq2Seq;
  readonly parameters: Parameters;
}

/** Makes its pieces anew, which takes a moment. */
export function translator(): Translator {
  const sample = sampleOf(seed);
  const symbols = sharedPieces(sample);
  const words = new Set(sample.flatMap(({ source }) => source.split(" ")));
  const model = modelOf(translatorArms.GNMT, size, { vocabulary: symbols.size, arithmetic: constrained(1) });
  return { symbols, words, model, parameters: unpacked(weights) };
}
