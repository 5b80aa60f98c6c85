/** Names alone: how many are found while a terminology knows few or many of their language, with English names and without. */
import { random } from "#engine";
import type { Locale } from "#lab/datasets/locale-names";
import { recallAt } from "#lab/measure/retrieval";
import { mean } from "#lab/measure/statistics";
import { rankOf } from "../evaluation.ts";
import type { AliasVectors } from "./alias-encoder.ts";
import { kept, namesOf, propose, type Stage } from "./first-stage.ts";
import { misspelt, targets, terminologyOf, type Division, type Target } from "./names.ts";
import { nearestNames } from "./nearest.ts";

/** Besides its own, the names of English, of nobody, or of a language that is none of those asked for. */
export const supports = { "with English names": "en", "own names alone": null, "with Finnish names": "fi" } as const;
export type Support = keyof typeof supports;

export const shares = [0, 0.25, 0.5, 1] as const;
/** Of a language's own names, where the claims are measured. */
export const scarce = 0.25;

/** What a terminology knows when it is asked. */
export interface Known {
  readonly support: Support;
  /** Of the language's own names. */
  readonly share: number;
}

export const scarceEnglish: Known = { support: "with English names", share: scarce };

/** With no names at all there is nothing to search; the control is asked where the claim is. */
export const everyKnown: readonly Known[] = [
  ...shares.map((share) => ({ support: "with English names", share }) as const),
  ...shares.slice(1).map((share) => ({ support: "own names alone", share }) as const),
  { support: "with Finnish names", share: scarce },
];

export interface Coverage extends Known {
  readonly target: Target;
  /** Share of names with a wrong character that are among the first 64, by stage. */
  readonly among: Readonly<Record<Stage, number>>;
  /** Names as they are written: how many words they have, and the rank of their concept by both generators. */
  readonly written: readonly { readonly words: number; readonly rank: number }[];
  /** In the first place as they are written, by looking them up letter by letter. */
  readonly exact: number;
  /** The same by edit distance; null where it is not asked: it is slow. */
  readonly nearest: number | null;
}

export interface CoverageOptions {
  readonly seed: number;
  readonly division: Division;
  /** Whose names are asked for. */
  readonly part: "asked" | "validation";
  /** Of a language, at most. */
  readonly names: number;
  /** Each asked of every language. */
  readonly known: readonly Known[];
}

export async function* coverages(
  { seed, division, part, names, known }: CoverageOptions,
  vectors: Pick<AliasVectors, "of">,
): AsyncGenerator<Coverage, void, void> {
  const { concepts } = division;
  for (const target of targets) {
    const asked = division[part].filter((place) => concepts[place].names[target] !== undefined).slice(0, names);
    const stream = random(seed).stream(`${part} names in ${target}`);
    const clean = asked.map((place) => concepts[place].names[target]!);
    const wrong = clean.map((name) => misspelt(stream, name));
    for (const { support, share } of known) {
      const other: Locale | null = supports[support];
      const terminology = terminologyOf(division, { whole: other ? [other] : [], partly: [target], share });
      const proposed = await propose(terminology, [...wrong, ...clean], vectors);
      const ranks = (from: number, of: (at: number) => readonly number[]) =>
        asked.map((place, at) => rankOf(of(from + at), [place]));
      const by = (stage: Stage) => (at: number) => proposed[at][stage].map(({ concept }) => concept);
      const among = (stage: Stage) => recallAt(ranks(0, by(stage)), kept);
      const isSlow = part === "asked" && support === scarceEnglish.support && share === scarce;
      const nearest = isSlow ? nearestNames(namesOf(terminology)) : null;
      yield {
        ...{ target, support, share },
        among: { trigrams: among("trigrams"), dense: among("dense"), both: among("both") },
        written: ranks(asked.length, by("both")).map((rank, at) => ({ words: clean[at].split(/\s+/u).length, rank })),
        exact: recallAt(ranks(asked.length, (at) => proposed[at].exact), 1), // prettier-ignore
        nearest: nearest && recallAt(ranks(0, (at) => nearest(clean[at])), 1), // prettier-ignore
      };
    }
  }
}

export const meanOf = (all: readonly Coverage[], of: (one: Coverage) => number): number => mean(all.map(of));

/** Share of names as they are written that are found first, of those that have so many words; NaN of none. */
export const writtenFirst = ({ written }: Coverage, has: (words: number) => boolean = () => true): number =>
  recallAt(written.filter(({ words }) => has(words)).map(({ rank }) => rank), 1); // prettier-ignore
