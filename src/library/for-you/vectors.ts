/**
 * Papers as vectors of length 1. Who orders papers for a reader asks a `Space` and does not know what it is made of: here the words of
 * the library's own index, weighed by how rare they are; the vectors of an encoder fit in as well, alone or beside the words.
 */
import type { Segments } from "../search/index/segments.ts";

/** Only what is not 0. */
export interface Vector {
  /** Dimensions, in any order, each once. */
  readonly at: Int32Array;
  readonly value: Float32Array;
}

export interface Space {
  /** Of those of the papers that have one. */
  vectorsOf(ids: readonly number[]): Promise<ReadonlyMap<number, Vector>>;
  /** The term that a dimension stands for; null: it says nothing to a reader. */
  termOf(dimension: number): string | null;
}

/** Of length 1; null for a vector of nothing. */
export function unit(entries: readonly (readonly [dimension: number, value: number])[]): Vector | null {
  const length = Math.hypot(...entries.map(([, value]) => value));
  if (!(length > 0)) return null;
  return {
    at: Int32Array.from(entries, ([dimension]) => dimension),
    value: Float32Array.from(entries, ([, value]) => value / length),
  };
}

/** The dot product with many vectors: of vectors of length 1, the cosine. */
export function cosineTo(one: Vector): (other: Vector) => number {
  const parts = new Map(Array.from(one.at, (dimension, index) => [dimension, one.value[index]]));
  return ({ at, value }) => at.reduce((sum, dimension, index) => sum + (parts.get(dimension) ?? 0) * value[index], 0);
}

/** A word of the title counts like so many of the text, as in search. */
const titleWeight = 2.5;

/** Vectors in memory, about 1 kB each. */
const remembered = 20_000;

/** What the rarity of words is computed from may change by this share before vectors are made anew. */
const drift = 0.1;

type Index = Pick<Segments, "papers" | "paperTerms" | "idf" | "idfOf">;

/** (1 + ln count) * idf of every word that more than one paper has. @param current the index as it is now. */
export function wordSpace(current: () => Promise<Index>): Space {
  const terms: string[] = [];
  const numbers = new Map<string, number>();
  const known = new Map<number, Vector | null>();
  let papers = 0;

  function vectorOf(index: Index, id: number): Vector | null {
    const words = index.paperTerms(id);
    if (words === null) return null;
    const counts = new Map<string, number>();
    for (const term of words.title) counts.set(term, (counts.get(term) ?? 0) + titleWeight);
    for (const term of words.body) counts.set(term, (counts.get(term) ?? 0) + 1);
    // What only this paper says tells of no other.
    const alone = index.idfOf(1);
    return unit(
      [...counts].flatMap(([term, count]) => {
        const idf = index.idf(term);
        return idf < alone ? [[numberOf(term), (1 + Math.log(count)) * idf] as const] : [];
      }),
    );
  }

  function numberOf(term: string): number {
    let number = numbers.get(term);
    if (number === undefined) {
      number = terms.push(term) - 1;
      numbers.set(term, number);
    }
    return number;
  }

  return {
    async vectorsOf(ids) {
      const index = await current();
      if (Math.abs(index.papers - papers) > drift * papers || known.size + ids.length > remembered) {
        known.clear();
        papers = index.papers;
      }
      const vectors = new Map<number, Vector>();
      for (const id of ids) {
        let vector = known.get(id);
        if (vector === undefined) known.set(id, (vector = vectorOf(index, id)));
        if (vector !== null) vectors.set(id, vector);
      }
      return vectors;
    },
    termOf: (dimension) => terms[dimension] ?? null,
  };
}
