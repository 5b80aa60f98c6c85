/** Bytes that are stored, and bytes that are alive while a query is parsed. Code is counted on neither side. */
import type { Parameters } from "#engine";
import { digest, type Language } from "../query/digest.ts";
import { longest } from "./codes.ts";
import { today } from "./corpus.ts";

/** A forest as a file: lexicon and patterns as JSON, by gzip. */
export async function storedBytes({ lexicon, layers }: Language): Promise<number> {
  const patterns = layers.slice(1).map(({ name, fix, trees }) => ({
    name,
    fix,
    trees: trees.map(({ symbol, name, kinds, leaves, priority }) => ({ symbol, name, kinds, leaves, priority })),
  }));
  const packed = new Blob([JSON.stringify({ lexicon, patterns })]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(packed).arrayBuffer()).byteLength;
}

/** Eight bytes a number or a reference, two a code unit of a text, each object and text once; a map has two references an entry. */
export function liveBytes(...roots: unknown[]): number {
  const seen = new Set<unknown>();
  const open = [...roots];
  let bytes = 0;
  while (open.length > 0) {
    const value = open.pop();
    if (seen.has(value) || typeof value === "function") continue;
    if (typeof value === "string") bytes += 2 * value.length;
    else if (typeof value !== "object" || value === null) continue;
    else {
      const parts = value instanceof Map ? [...value].flat() : Object.values(value);
      bytes += 8 * parts.length;
      open.push(...parts);
    }
    seen.add(value);
  }
  return bytes;
}

/** The forest's tries and trees, and everything that is made of the query that takes most. */
export const forestBytes = (language: Language, queries: readonly string[]): number =>
  Math.max(...queries.map((query) => liveBytes(language, digest(query, { today, language }))));

/** Four bytes a weight. */
export const weightBytes = (weights: Parameters): number =>
  Object.values(weights).reduce((sum, { length }) => sum + 4 * length, 0);

/** The weights, and of one query what the encoder and the decoder hand on and the scores of the codes: less than what is alive at once. */
export const networkBytes = (weights: Parameters, width: number, codes: number): number =>
  weightBytes(weights) + 4 * (longest.source * width + longest.target * (width + codes));
