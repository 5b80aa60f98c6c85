/** How often an arm finds the right title, in every way that it is asked. */
import { recallAt } from "#lab/measure/retrieval";
import { mean } from "#lab/measure/statistics";
import type { Contestant } from "./contestants.ts";
import type { Asked, Data } from "./data.ts";

/** The lengths of a list of suggestions at which it is counted. */
export const suggestions = [1, 5, 10] as const;

/** Share of ads whose title is among so many suggestions, in percent, in the order of `suggestions`. */
export type Recall = readonly number[];

/** At 1, 5 and 10 suggestions alike. */
export const overall = (recall: Recall): number => mean(recall);

export interface Scores {
  /** Titles alone, without decoration. */
  readonly seen: Recall;
  readonly unseen: Recall;
  readonly added: Recall;
  /** Titles as written, and together with the skills of their ads. */
  readonly written: Recall;
  readonly withSkills: Recall;
  /** How much of a query was its title then: the best on ads of validation. */
  readonly alpha: number;
  readonly noisy: readonly { readonly noise: number; readonly recall: Recall }[];
}

/** From the title alone on: where two are as good, the former is taken. */
const alphas = [1, 0.75, 0.5, 0.25, 0];

const recallOf = (ranks: readonly number[]): Recall => suggestions.map((k) => 100 * recallAt(ranks, k));

export async function scoresOf({ ranks, readsSkills }: Contestant, data: Data): Promise<Scores> {
  const recall = async (asked: Asked, alpha = 1) => recallOf(await ranks(asked, alpha));
  let alpha = 1;
  if (readsSkills) {
    const found = new Map<number, number>();
    for (const share of alphas) found.set(share, overall(await recall(data.validation, share)));
    for (const share of alphas) if (found.get(share)! > found.get(alpha)!) alpha = share;
  }
  const noisy: { noise: number; recall: Recall }[] = [];
  for (const { noise, asked } of data.noisy) noisy.push({ noise, recall: await recall(asked, alpha) });
  return {
    ...{ seen: await recall(data.seen), unseen: await recall(data.unseen), added: await recall(data.added) },
    ...{ written: await recall(data.written), withSkills: await recall(data.written, alpha), alpha, noisy },
  };
}

const none: Recall = suggestions.map(() => NaN);

/** Of an arm whose training diverged: no measurement comes of it. */
export const divergedScores: Scores = {
  ...{ seen: none, unseen: none, added: none, written: none, withSkills: none, alpha: NaN, noisy: [] },
};
