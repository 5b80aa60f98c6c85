/** Names as they are looked for in a text: by their words, and by their trigrams where they are not written alike. */
import { trigramCandidates } from "#papers/xmen/method";
import { aliasTable } from "#papers/xmen/terminology";
import { trigramIndex, type TrigramIndex } from "#lab/text/trigrams";
import { stopWords } from "../search/analysis/stop-words.ts";
import { wordsIn } from "../search/analysis/words.ts";

export interface NamedEntity {
  readonly id: number;
  /** The usual one first. */
  readonly aliases: readonly string[];
}

export interface Lexicon {
  /** Words of the longest name. */
  readonly longest: number;
  /** The first entity that has this name; of its last word the singular will do. */
  named(words: readonly string[]): number | null;
  /** The entity with the name that shares most trigrams, and the cosine; null: none is near enough. */
  near(text: string): { readonly entity: number; readonly score: number } | null;
}

/** Names that are further apart are other names: "graph attention network" and "graph convolution network" are at 0.6. */
const nearest = 0.8;

/** Names whose words all say nothing, and single letters, would be found everywhere. */
const tellsSomething = (words: readonly string[]): boolean =>
  words.some((word) => word.length > 1 && !stopWords.has(word));

/** @param entities in the order of their dictionaries: of several with one name the first is meant. */
export function createLexicon(entities: readonly NamedEntity[]): Lexicon {
  const byWords = new Map<string, number>();
  let longest = 0;
  for (const { id, aliases } of entities)
    for (const alias of aliases) {
      const words = wordsIn(alias);
      const key = words.join(" ");
      if (!tellsSomething(words) || byWords.has(key)) continue;
      byWords.set(key, id);
      longest = Math.max(longest, words.length);
    }
  let index: { readonly table: ReturnType<typeof aliasTable>; readonly trigrams: TrigramIndex } | undefined;
  const indexed = () => {
    const table = aliasTable(
      entities.map(({ id, aliases: [name, ...others] }) => ({ id: String(id), name, aliases: others, types: [] })),
    );
    return { table, trigrams: trigramIndex(table.aliases) };
  };
  return {
    longest,
    named(words) {
      const [last, before] = [words.at(-1)!, words.slice(0, -1)];
      for (const word of [last, ...singularsOf(last)]) {
        const found = byWords.get([...before, word].join(" "));
        if (found !== undefined) return found;
      }
      return null;
    },
    near(text) {
      if (entities.length === 0) return null;
      index ??= indexed();
      const best = trigramCandidates(index.trigrams, index.table, text, 20).at(0);
      return best === undefined || best.score < nearest
        ? null
        : { entity: entities[best.concept].id, score: best.score };
    },
  };
}

/** What an English plural may be the plural of. */
function singularsOf(word: string): string[] {
  if (word.length < 4 || !word.endsWith("s") || word.endsWith("ss")) return [];
  return [word.slice(0, -1), ...(word.endsWith("es") ? [word.slice(0, -2)] : []), ...(word.endsWith("ies") ? [`${word.slice(0, -3)}y`] : [])]; // prettier-ignore
}
