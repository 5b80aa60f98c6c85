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
import { bootstrap, type BootstrapEstimate } from "#lab/measure/significance";
import { IndexReader } from "../index/reader.ts";
import { CorpusReader } from "../meaning/corpus.ts";
import type { Judgement } from "../meaning/judge.ts";
import { learn } from "../meaning/learn.ts";
import { fewest } from "../meaning/learner.ts";
import type { Meaning } from "../meaning/meaning.ts";
import { OwnMeaning } from "../meaning/own.ts";
import { storeEncoder } from "../meaning/store.ts";
import { parseQuery } from "../query.ts";
import type { LoadedEmbedder } from "../vectors/embedder.ts";
import { namedMeaning } from "../vectors/named.ts";
import type { Collection, CollectionDocument } from "./collection.ts";
import { hasRelevant, meanQuality, percentile, quality, type Quality } from "./measures.ts";

/** "lexical": by words; "vector": by meaning; "fused": both. */
export type Mode = "lexical" | "vector" | "fused";

export interface ModeResult {
  readonly mode: Mode;
  readonly quality: Quality;
  /** Of nDCG@10 over words alone, query by query; null for words alone. */
  readonly gain: BootstrapEstimate | null;
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
  /** The encoder that was trained on the documents; null where there is none. It is asked here even where search would not use it. */
  readonly trained: { readonly seconds: number; readonly documents: number; readonly judgement: Judgement } | null;
}

export interface EvaluateOptions {
  /** Further documents that an encoder learns from: a library's other papers. */
  readonly also?: readonly CollectionDocument[];
  /** Told the share that is done, from 0 to 1, and what is being done. */
  readonly onProgress?: (share: number, doing: string) => void;
}

/** @param model "own": an encoder is trained on the documents, as a library does on its papers. */
export async function evaluateSearch(
  collection: Collection,
  model: LoadedEmbedder | "own",
  { also = [], onProgress = () => {} }: EvaluateOptions = {},
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
    const [results, lexical]: [ModeResult[], number[]] = [[], []];
    const measure = async (mode: Mode, ask: Ask): Promise<void> => {
      const [qualities, times]: [Quality[], number[]] = [[], []];
      for (const { id, text } of queries) {
        qualities.push(quality(await ask(text, 100), collection.grades.get(id)!));
        const before = performance.now();
        await ask(text, 20);
        times.push(performance.now() - before);
        onProgress((results.length + qualities.length / queries.length) / 3, "queries asked");
      }
      const found = qualities.map((each) => each["nDCG@10"]);
      if (mode === "lexical") lexical.push(...found);
      const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(times, share));
      const gain = mode === "lexical" ? null : bootstrap(found.map((value, at) => value - lexical[at]));
      results.push({ mode, quality: meanQuality(qualities), gain, milliseconds: { p50, p95, p99 } });
    };
    await measure("lexical", asking(createSearch(db, { extensions }), slugs));
    let withoutVectors: string | null = null;
    let trained: Evaluation["trained"] = null;
    if (model === "own") {
      const documents = [...collection.documents, ...also].filter(({ text }) => text.trim() !== "");
      if (documents.length < fewest)
        withoutVectors = `an encoder learns from at least ${fewest} documents with a text, and there are ${documents.length}`;
      else {
        const began = performance.now();
        const learnt = await learnFrom(documents, (share, doing) => onProgress((1 + share) / 3, doing));
        const { encoder, judgement } = learnt;
        trained = { seconds: (performance.now() - began) / 1000, documents: documents.length, judgement };
        await storeEncoder(db, { encoder: encoder.toBytes(), judgement }, { abstracts: documents.length, used: true });
        const own = await new OwnMeaning(db, new IndexReader(db)).current();
        await measure("vector", byMeaning(db, own!, slugs));
        await measure("fused", asking(createSearch(db, { extensions }), slugs));
      }
    } else if ("missing" in model) withoutVectors = model.missing;
    else {
      const fused = createSearch(db, { extensions, embedder: async () => model });
      const { vectors } = await fused.status();
      if (vectors.state === "off") withoutVectors = vectors.reason;
      else {
        while ((await fused.embed()) > 0);
        await measure("vector", byMeaning(db, namedMeaning(db, model.embedder), slugs));
        await measure("fused", asking(fused, slugs));
      }
    }
    return {
      documents: collection.documents.length,
      queries: queries.length,
      indexSeconds,
      results,
      withoutVectors,
      trained,
    };
  } finally {
    await database.close();
  }
}

function learnFrom(documents: readonly CollectionDocument[], onProgress: (share: number, doing: string) => void) {
  const papers = new CorpusReader(documents.length);
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  };
  for (const [at, { title, text, authors }] of documents.entries())
    papers.add({ id: at + 1, title, abstract: text, authors: authors.map(numberOf) });
  return learn(papers, { onProgress });
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

function byMeaning(db: Db, meaning: Meaning, ids: ReadonlyMap<string, string>): Ask {
  let slugs: Promise<ReadonlyMap<number, string>> | undefined;
  return async (text, limit) => {
    slugs ??= db
      .select({ id: papers.id, slug: papers.slug })
      .from(papers)
      .orderBy(asc(papers.id))
      .then((rows) => new Map(rows.map(({ id, slug }) => [id, slug])));
    const known = await slugs;
    const found = (await meaning.nearest({ text, query: parseQuery(text) }, { allowed: null, limit })) ?? [];
    return found.map(({ id }) => ids.get(known.get(id)!)!);
  };
}
