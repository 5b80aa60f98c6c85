/** Text as vectors whose angle says how near two meanings are. */

export interface Embedder {
  /** Names the vectors: those of another model are not compared with them. */
  readonly model: string;
  /**
   * One vector of length 1 per text, all of the same dimensions.
   * @param kind models may read a question otherwise than a paper.
   */
  embed(texts: readonly string[], kind: "query" | "paper"): Promise<Float32Array[]>;
}

/** `missing`: why there is none, as a clause. */
export type LoadedEmbedder = { readonly embedder: Embedder } | { readonly missing: string };

/** As pgvector reads it; six digits are more than its half precision keeps. */
export const vectorText = (vector: Float32Array): string =>
  `[${Array.from(vector, (value) => Number(value.toPrecision(6))).join(",")}]`;
