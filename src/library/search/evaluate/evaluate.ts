/** Puts a collection into an empty library in memory and asks every judged query: the search of the site, nothing else. */
import { asc } from "drizzle-orm";
import { titleKey } from "../../ingest/draft/identity.ts";
import { papers } from "../../schema/index.ts";
import { openEmbedded, type Db } from "../../store/database.ts";
import { emptyImage } from "../../store/empty-image.ts";
import { prepareExtensions } from "../../store/extensions.ts";
import { migrateStore } from "../../store/migrate.ts";
import { createSearch, prepareSearch } from "../create.ts";
import { indexStore } from "../index/write.ts";
import type { Search } from "../search.ts";
import { vectorText, type LoadedEmbedder } from "../vectors/embedder.ts";
import { fuse } from "../vectors/fuse.ts";
import type { Collection } from "./collection.ts";
import { hasRelevant, meanQuality, percentile, quality, type Quality } from "./measures.ts";

/** "lexical": by words; "vector": by meaning; "fused": both. */
export type Mode = "lexical" | "vector" | "fused";

export interface ModeResult {
  readonly mode: Mode;
  readonly quality: Quality;
  /** Milliseconds of a page of twenty results, in this process. */
  readonly milliseconds: { readonly p50: number; readonly p95: number; readonly p99: number };
}

export interface Evaluation {
  readonly documents: number;
  /** Those with at least one relevant document. */
  readonly queries: number;
  readonly indexSeconds: number;
  readonly results: readonly ModeResult[];
  /** Why there are no results by meaning; null where there are. */
  readonly withoutVectors: string | null;
}

/** @param onProgress told the share that is done, from 0 to 1. */
export async function evaluateSearch(
  collection: Collection,
  model: LoadedEmbedder,
  onProgress: (share: number) => void = () => {},
): Promise<Evaluation> {
  const database = await openEmbedded(await emptyImage());
  try {
    const { db, kind } = database;
    await migrateStore(db, kind);
    const extensions = await prepareExtensions(db);
    await prepareSearch(db, extensions);
    const started = performance.now();
    const slugs = await store(db, collection);
    await indexStore(db);
    const indexSeconds = (performance.now() - started) / 1000;
    const queries = collection.queries.filter(({ id }) => hasRelevant(collection.grades.get(id)));
    const lexical = createSearch(db, { extensions });
    const asked: [Mode, Ask][] = [["lexical", asking(lexical, slugs)]];
    let withoutVectors = "missing" in model ? model.missing : null;
    if ("embedder" in model) {
      const fused = createSearch(db, { extensions, embedder: async () => model });
      const { vectors } = await fused.status();
      if (vectors.state === "off") withoutVectors = vectors.reason;
      else {
        while ((await fused.embed()) > 0);
        asked.push(["vector", byMeaning(db, model, slugs)], ["fused", asking(fused, slugs)]);
      }
    }
    const results: ModeResult[] = [];
    for (const [mode, ask] of asked) {
      const [qualities, times]: [Quality[], number[]] = [[], []];
      for (const { id, text } of queries) {
        qualities.push(quality(await ask(text, 100), collection.grades.get(id)!));
        const before = performance.now();
        await ask(text, 20);
        times.push(performance.now() - before);
        onProgress((results.length + qualities.length / queries.length) / asked.length);
      }
      const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(times, share));
      results.push({ mode, quality: meanQuality(qualities), milliseconds: { p50, p95, p99 } });
    }
    return {
      documents: collection.documents.length,
      queries: queries.length,
      indexSeconds,
      results,
      withoutVectors,
    };
  } finally {
    await database.close();
  }
}

/** Ids of documents, best first. */
type Ask = (text: string, limit: number) => Promise<string[]>;

/** Every document is a paper of its own, whatever it is called: ingest would make one of two with the same title. */
async function store(db: Db, { documents }: Collection): Promise<ReadonlyMap<string, string>> {
  const slugs = new Map<string, string>();
  for (let from = 0; from < documents.length; from += 500) {
    const batch = documents.slice(from, from + 500).map(({ id, title, text }, at) => {
      const slug = `document-${from + at}`;
      slugs.set(slug, id);
      return {
        slug,
        title: title.replaceAll("\0", ""),
        titleKey: titleKey(title),
        abstract: text.replaceAll("\0", ""),
      };
    });
    await db.insert(papers).values(batch);
  }
  return slugs;
}

const asking =
  (search: Search, ids: ReadonlyMap<string, string>): Ask =>
  async (text, limit) =>
    (await search.find({ text, limit })).hits.map(({ paper }) => ids.get(paper.slug)!);

function byMeaning(
  db: Db,
  { embedder }: Extract<LoadedEmbedder, { embedder: unknown }>,
  ids: ReadonlyMap<string, string>,
): Ask {
  let slugs: Promise<ReadonlyMap<number, string>> | undefined;
  return async (text, limit) => {
    slugs ??= db
      .select({ id: papers.id, slug: papers.slug })
      .from(papers)
      .orderBy(asc(papers.id))
      .then((rows) => new Map(rows.map(({ id, slug }) => [id, slug])));
    const known = await slugs;
    const [vector] = await embedder.embed([text], "query");
    const side = { model: embedder.model, vector: vectorText(vector) };
    const found = await fuse(db, [], side, { allowed: null, limit });
    return found.map(({ id }) => ids.get(known.get(id)!)!);
  };
}
