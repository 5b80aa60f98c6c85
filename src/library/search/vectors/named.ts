/** Search by meaning with a model that somebody named: its vectors of papers are in the database, and are compared there. */
import type { Db } from "../../store/database.ts";
import type { Meaning } from "../meaning/meaning.ts";
import { depth } from "../meaning/stretch.ts";
import { vectorText, type Embedder } from "./embedder.ts";
import { fuse } from "./fuse.ts";
import { vectorOf } from "./store.ts";

export function namedMeaning(db: Db, embedder: Embedder): Meaning {
  const { model } = embedder;
  const sideOf = async (text: string) => {
    const [vector] = await embedder.embed([text], "query");
    return { model, vector: vectorText(vector) };
  };
  return {
    nearest: async ({ text }, options) => fuse(db, [], await sideOf(text), options),
    fused: async ({ text }, words, { allowed, limit }) =>
      fuse(db, words, await sideOf(text), { allowed, limit: Math.max(limit, depth) }),
    async related(paper, words, limit) {
      const vector = await vectorOf(db, paper, model);
      return vector === null ? null : fuse(db, words, { model, vector }, { allowed: null, limit });
    },
  };
}
