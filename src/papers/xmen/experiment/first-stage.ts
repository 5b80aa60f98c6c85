/** The cheap stage over one terminology: candidates by trigrams, by the encoder, and by both. */
import { trigramIndex } from "#lab/text/trigrams";
import { centred, denseCandidates, ensemble, meanVector, trigramCandidates, type Candidates } from "../method.ts";
import { aliasTable, type AliasTable, type Concept } from "../terminology.ts";
import type { AliasVectors } from "./alias-encoder.ts";

/** Candidates that are kept for the second stage, or counted. */
export const kept = 64;

export interface Proposed {
  readonly trigrams: Candidates;
  readonly dense: Candidates;
  readonly both: Candidates;
  /** Concepts that have the mention as a name, letter by letter. */
  readonly exact: readonly number[];
}
export type Stage = "trigrams" | "dense" | "both";

/** The names that there are: a concept without one is not found. */
export function namesOf(terminology: readonly Concept[]): AliasTable {
  const { aliases, concepts } = aliasTable(terminology);
  const named = aliases.flatMap((alias, at) => (alias === "" ? [] : [at]));
  return { aliases: named.map((at) => aliases[at]), concepts: named.map((at) => concepts[at]) };
}

/** Proposes for all mentions. `vectors` are told names that they have seen before only once. */
export async function propose(
  terminology: readonly Concept[],
  mentions: readonly string[],
  vectors: Pick<AliasVectors, "of">,
): Promise<Proposed[]> {
  const table = namesOf(terminology);
  const index = trigramIndex(table.aliases);
  const raw = await vectors.of(table.aliases);
  const mean = meanVector(raw);
  const unit = centred(raw, mean);
  const asked = centred(await vectors.of(mentions), mean);
  const places = new Map(table.aliases.map((alias, at) => [alias, at]));
  return mentions.map((mention, at) => {
    const found = trigramCandidates(index, table, mention);
    const dense = denseCandidates(unit, table, asked.values.subarray(at * unit.width, (at + 1) * unit.width));
    const lists = [{ candidates: found }, { candidates: dense }];
    const place = places.get(mention);
    return {
      trigrams: found.slice(0, kept),
      dense: dense.slice(0, kept),
      both: ensemble(lists, kept),
      exact: place === undefined ? [] : table.concepts[place],
    };
  });
}

/** Vectors that are made once for each text. */
export function remembered(vectors: AliasVectors): Pick<AliasVectors, "of"> {
  const known = new Map<string, Float32Array>();
  return {
    async of(texts) {
      const fresh = [...new Set(texts)].filter((text) => !known.has(text));
      const { values, width } = await vectors.of(fresh);
      for (const [at, text] of fresh.entries()) known.set(text, values.subarray(at * width, (at + 1) * width));
      const all = new Float32Array(texts.length * width);
      for (const [at, text] of texts.entries()) all.set(known.get(text)!, at * width);
      return { values: all, width };
    },
  };
}
