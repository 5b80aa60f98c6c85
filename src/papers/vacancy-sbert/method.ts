/**
 * VacancySBERT: a title belongs with the skills that its ad names, so that titles that ask for the same skills come close.
 *
 *   u_i = f(title_i),  v_i = f(skills of ad i, one after the other in random order),  s_ij = cos(u_i, v_j) / tau
 *   L = 1/2 (-mean_i log softmax_j(s_ij) at j = i  -  mean_j log softmax_i(s_ij) at i = j),  without the ads of the same title
 *   query = norm(alpha f(title) + (1 - alpha) f(skills)),  answer = the normalized title c with the largest cos(query, f(c))
 */
import type { Stream, Tensor } from "#engine";
import { wordsOf } from "#lab/datasets/words";
import { contrastiveLoss, samePassages, unitRows } from "#lab/training/encoder/index";

/** The skills that a text names, in its order: from the left, the longest phrase that is one. */
export function extractSkills(text: string, isSkill: (phrase: string) => boolean, longest = 4): string[] {
  const words = wordsOf(text);
  const found: string[] = [];
  for (let at = 0; at < words.length;) {
    let count = Math.min(longest, words.length - at);
    while (count > 0 && !isSkill(words.slice(at, at + count).join(" "))) count--;
    if (count > 0) found.push(words.slice(at, at + count).join(" "));
    at += Math.max(1, count);
  }
  return [...new Set(found)];
}

export interface SkillDraw {
  /** Probability that a skill stays in the list. */
  readonly kept: number;
  readonly most: number;
}

/** The skills of an ad for one step, in random order: at least one, at most `most`. */
export function drawSkills(stream: Stream, skills: readonly string[], { kept, most }: SkillDraw): string[] {
  const order = Array.from(stream.permutation(skills.length), (at) => skills[at]);
  const stays = stream.bernoulli(skills.length, kept);
  const drawn = order.filter((_, at) => stays[at] === 1);
  return (drawn.length > 0 ? drawn : order.slice(0, 1)).slice(0, most);
}

/** A list of skills as the encoder reads it. */
export const skillText = (skills: readonly string[]): string => skills.join(", ");

/** L of titles and skills [batch, width]. `identities`: int32 [batch], the same for equal titles, whose ads are not each other's negatives. */
export function siameseLoss(
  titles: Tensor,
  skills: Tensor,
  { temperature, identities }: { temperature: number; identities: Tensor },
): Tensor {
  const options = { temperature, ignored: samePassages(identities, titles.shape[0]) };
  return contrastiveLoss(titles, skills, options)
    .add(contrastiveLoss(skills, titles, options))
    .div(2);
}

/** The variant without an order: the mean of the vectors of single skills. [batch, skills, width], and 1 where there is one [batch, skills]. */
export const meanOfSkills = (skills: Tensor, present: Tensor): Tensor =>
  unitRows(skills).mul(present.unsqueeze(-1)).sum(1).squeeze(1).div(present.sum(1).maximum(1));

/** Queries [rows, width] of titles and skills: alpha = 1 is the title alone, 0 the skills alone. */
export const queryVectors = (titles: Tensor, skills: Tensor, alpha: Tensor | number): Tensor =>
  unitRows(
    unitRows(titles)
      .mul(alpha)
      .add(unitRows(skills).mul(typeof alpha === "number" ? 1 - alpha : alpha.neg().add(1))),
  );
