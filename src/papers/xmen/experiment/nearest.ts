/** A rival of the first stage that learns nothing and weighs nothing: the name that is nearest by edit distance. */
import { levenshtein } from "#lab/extraction/distances";
import type { AliasTable } from "../terminology.ts";

/** Without case and accents. */
const folded = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Concepts of the name whose edit distance from a mention, both folded, is the smallest share of the longer one; of names that are equally
 * near the first. A name that is folded like the mention is at 0.
 */
export function nearestNames({ aliases, concepts }: AliasTable): (mention: string) => readonly number[] {
  const lengthOf = (text: string) => Array.from(text).length;
  const names = aliases.map((alias) => ({ text: folded(alias), length: lengthOf(folded(alias)) }));
  return (mention) => {
    const asked = folded(mention);
    const length = lengthOf(asked);
    let [best, least] = [0, Infinity];
    for (const [at, name] of names.entries()) {
      const longer = Math.max(length, name.length);
      // No fewer edits than the lengths are apart.
      if (Math.abs(length - name.length) / longer >= least) continue;
      const distance = levenshtein(asked, name.text) / longer;
      if (distance < least) [best, least] = [at, distance];
    }
    return concepts[best];
  };
}
