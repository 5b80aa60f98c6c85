/** Words that are hidden from a model which has to guess them. Devlin et al. 2019, section 3.1, and its later release for whole words. */
import type { Stream } from "#engine";

/** To an integer; a half goes to the even one. */
function rounded(value: number): number {
  const nearest = Math.round(value);
  return nearest - value === 0.5 && nearest % 2 === 1 ? nearest - 1 : nearest;
}

/**
 * Chooses whole words in random order until a share of all tokens is chosen: at least one token, and a word that would be too much is
 * passed over. `words`: the places of each word's tokens, without those that are never chosen; `length`: of the text in tokens, specials
 * included. Returns 1 at the chosen places, 0 elsewhere.
 */
export function chooseWords(
  stream: Stream,
  words: readonly (readonly number[])[],
  { share, length }: { share: number; length: number },
): Uint8Array {
  const chosen = new Uint8Array(length);
  let left = Math.max(1, rounded(share * length));
  for (const at of stream.permutation(words.length)) {
    if (left === 0) break;
    if (words[at].length > left) continue;
    for (const place of words[at]) chosen[place] = 1;
    left -= words[at].length;
  }
  return chosen;
}

/** The tokens that a model is shown: of those that are chosen, four in five are the mask, one in ten is any of `others`, and one in ten stays. */
export function corrupted(
  stream: Stream,
  tokens: Int32Array,
  chosen: ArrayLike<number>,
  { mask, others: [from, to] }: { mask: number; others: readonly [from: number, to: number] },
): Int32Array {
  const kinds = stream.uniform(tokens.length);
  const others = stream.integers(tokens.length, to - from);
  return tokens.map((token, at) => {
    if (chosen[at] === 0 || kinds[at] >= 0.9) return token;
    return kinds[at] < 0.8 ? mask : from + others[at];
  });
}
