/** Names alone: how many are found while a terminology knows few or many of their language, with English names and without. */
import { random } from "#engine";
import type { Locale } from "#lab/datasets/locale-names";
import { recallAt } from "#lab/measure/retrieval";
import { mean } from "#lab/measure/statistics";
import { rankOf } from "../evaluation.ts";
import type { AliasVectors } from "./alias-encoder.ts";
import { kept, propose, type Stage } from "./first-stage.ts";
import { misspelt, targets, terminologyOf, type Division, type Target } from "./names.ts";

/** Besides its own, the names of English, of nobody, or of a language that is none of those asked for. */
export const supports = { "with English names": "en", "own names alone": null, "with Finnish names": "fi" } as const;
export type Support = keyof typeof supports;

export const shares = [0, 0.25, 0.5, 1] as const;
/** Of a language's own names, where the claims are measured. */
export const scarce = 0.25;

/** With no names at all there is nothing to search; the control is asked where the claim is. */
const isAsked = (support: Support, share: number): boolean =>
  support === "with English names" || (support === "own names alone" ? share > 0 : share === scarce);

/** Questions, one for each language, kind of support and share. */
export const coverageCount =
  targets.length *
  (Object.keys(supports) as Support[]).reduce(
    (sum, support) => sum + shares.filter((share) => isAsked(support, share)).length,
    0,
  );

export interface Coverage {
  readonly target: Target;
  readonly support: Support;
  readonly share: number;
  /** Share of names with a wrong character that are among the first 64, and in the first place, by stage. */
  readonly among: Readonly<Record<Stage, number>>;
  readonly first: Readonly<Record<Stage, number>>;
  /** As they are written, in the first place: by both generators, and by looking them up letter by letter. */
  readonly written: number;
  readonly exact: number;
}

export async function* coverages(
  { seed, division, names }: { seed: number; division: Division; names: number },
  vectors: Pick<AliasVectors, "of">,
): AsyncGenerator<Coverage, void, void> {
  const { concepts } = division;
  for (const target of targets) {
    const asked = division.asked.filter((place) => concepts[place].names[target] !== undefined).slice(0, names);
    const stream = random(seed).stream(`names in ${target}`);
    const clean = asked.map((place) => concepts[place].names[target]!);
    const wrong = clean.map((name) => misspelt(stream, name));
    for (const support of Object.keys(supports) as Support[])
      for (const share of shares.filter((share) => isAsked(support, share))) {
        const other: Locale | null = supports[support];
        const terminology = terminologyOf(division, { whole: other ? [other] : [], partly: [target], share });
        const proposed = await propose(terminology, [...wrong, ...clean], vectors);
        const recall = (from: number, k: number, of: (at: number) => readonly number[]) =>
          recallAt(asked.map((place, at) => rankOf(of(from + at), [place])), k); // prettier-ignore
        const by = (stage: Stage) => (at: number) => proposed[at][stage].map(({ concept }) => concept);
        const stages = (k: number) => ({
          trigrams: recall(0, k, by("trigrams")),
          dense: recall(0, k, by("dense")),
          both: recall(0, k, by("both")),
        });
        yield {
          ...{ target, support, share, among: stages(kept), first: stages(1) },
          written: recall(asked.length, 1, by("both")),
          exact: recall(asked.length, 1, (at) => proposed[at].exact),
        };
      }
  }
}

export const meanOf = (all: readonly Coverage[], of: (one: Coverage) => number): number => mean(all.map(of));
