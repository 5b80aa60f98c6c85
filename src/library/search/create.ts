/** Search over the database, in the process that holds it. */
import { eq } from "drizzle-orm";
import type { PaperSummary } from "../catalogue.ts";
import { chosenBy, summarize } from "../papers/summaries.ts";
import { papers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import type { Extensions } from "../store/extensions.ts";
import { excerptOf, marksIn, type Wanted } from "./excerpt.ts";
import { countFacets, counted } from "./facets.ts";
import { allowedPapers, areKnown, newestPapers } from "./filters.ts";
import { IndexReader } from "./index/reader.ts";
import type { Segments } from "./index/segments.ts";
import { parseQuery, withAcronyms } from "./query.ts";
import { Learner } from "./meaning/learner.ts";
import type { Meaning } from "./meaning/meaning.ts";
import { OwnMeaning } from "./meaning/own.ts";
import { Ranker } from "./rank/ranker.ts";
import {
  filtersOf,
  limitOf,
  mergedFilters,
  orderOf,
  readQuery,
  respelling,
  type Phrase,
  type Reading,
} from "./reading.ts";
import { inOrder, ordered } from "./order.ts";
import { relaxed } from "./relax.ts";
import { papersWithAny, unwantedIn } from "./unwanted.ts";
import {
  searchOrders,
  type Search,
  type SearchAnswer,
  type SearchFilters,
  type SearchHit,
  type SearchOrder,
  type SearchRequest,
  type SearchStatus,
  type VectorStatus,
} from "./search.ts";
import { periodOf } from "../words/period.ts";
import { prepareTypos, respelled } from "./typos.ts";
import type { LoadedEmbedder } from "./vectors/embedder.ts";
import { namedMeaning } from "./vectors/named.ts";
import { countVectors, embedPapers, prepareVectors } from "./vectors/store.ts";

/** Makes what needs an extension, where it is there; the rest comes with the migrations. */
export async function prepareSearch(db: Db, { vector, trigrams }: Extensions): Promise<void> {
  if (trigrams) await prepareTypos(db);
  if (vector) await prepareVectors(db);
}

export interface SearchOptions {
  readonly extensions: Extensions;
  /** A named model, in place of an encoder of the library's own. Asked for when it is first needed, because a model takes seconds to load. */
  readonly embedder?: () => Promise<LoadedEmbedder>;
  /** Where the training of an own encoder is kept while it is not done. Default: nowhere. */
  readonly folder?: string | null;
}

interface WithoutWords {
  readonly offset: number;
  readonly limit: number;
  readonly depth: number;
  readonly most: number;
  readonly order: SearchOrder;
  readonly unwanted: ReadonlySet<number>;
  readonly facets?: boolean;
}

/** Names of authors that a result shows at most. */
const names = 20;

/** Search, and the index that it stands on, for what else is made of the words of papers. */
export interface IndexedSearch extends Search {
  index(): Promise<Segments>;
}

export function createSearch(db: Db, { extensions, embedder, folder = null }: SearchOptions): IndexedSearch {
  const reader = new IndexReader(db);
  const own = new OwnMeaning(db, reader);
  const learner = new Learner(db, own, folder);
  const named =
    embedder &&
    once(async (): Promise<LoadedEmbedder> =>
      extensions.vector ? embedder() : { missing: "the database server has no pgvector" },
    );
  const meaning = async (): Promise<Meaning | null> => {
    if (!named) return own.current();
    const found = await named();
    return "embedder" in found ? namedMeaning(db, found.embedder) : null;
  };
  const ranker = new Ranker(reader, meaning);

  async function find(request: SearchRequest): Promise<SearchAnswer> {
    const today = isDay(request.today) ? request.today : new Date().toISOString().slice(0, 10);
    const read = await readQuery(request.text, today, (effects) => areKnown(db, filtersOf(effects)));
    const asking = (phrases: readonly Phrase[]) => answerTo(request, read, phrases);
    let answer = await asking(read.phrases);
    let kept = read.phrases;
    const narrowing = kept.filter(({ effects }) => effects.some(({ kind }) => kind === "filter"));
    if (answer.total === 0 && narrowing.length > 0 && request.relax !== false)
      [answer, kept] = await relaxed(read.phrases, answer, asking);
    return {
      ...answer,
      text: request.text,
      read: {
        normal: read.normal,
        chips: [...kept.map(({ chip }) => chip), ...read.negatives],
        relaxed: read.phrases.filter((phrase) => !kept.includes(phrase)).map(({ chip }) => chip),
        notices: read.notices,
      },
    };
  }

  /** What a text finds with those of its phrases that are to count. */
  async function answerTo(
    { filters: given = {}, ...page }: SearchRequest,
    { text, without }: Reading,
    phrases: readonly Phrase[],
  ): Promise<Omit<SearchAnswer, "read">> {
    const effects = phrases.flatMap((phrase) => phrase.effects);
    const filters = mergedFilters(given, { ...filtersOf(effects), without: without || undefined });
    const order = searchOrders.find((one) => one === page.order) ?? orderOf(effects) ?? "best";
    const most = limitOf(effects) ?? Infinity;
    const offset = Math.max(0, Math.trunc(page.offset ?? 0));
    const limit = Math.max(0, Math.min(100, Math.trunc(page.limit ?? 20), most - offset));
    const depth = Math.max(offset + limit, page.facets ? counted : 0, order === "best" ? 0 : ordered);
    const index = await reader.current();
    const unwanted = papersWithAny(index, unwantedIn(filters.without ?? ""));
    const allowed = await allowedPapers(db, filters, unwanted);
    const query = withAcronyms(index, parseQuery(text));
    if (query.terms.length === 0 && query.phrases.length === 0)
      return newest(text, filters, { offset, limit, depth, most, order, unwanted, facets: page.facets });
    let ranking = await ranker.rank(index, text, query, { allowed, depth });
    let corrected: string | null = null;
    const spelled = extensions.trigrams ? await respelled(db, index, text) : null;
    if (ranking.total === 0 && spelled !== null) {
      const second = await ranker.rank(index, spelled, parseQuery(spelled), { allowed, depth });
      if (second.total > 0) [ranking, corrected] = [second, spelled];
    }
    const best = ranking.ids.slice(0, order === "best" ? 0 : ordered);
    const ids = order === "best" ? ranking.ids : [...(await inOrder(db, best, order)), ...ranking.ids.slice(ordered)];
    return {
      text,
      total: Math.min(ranking.total, most),
      hits: await hitsOf(ids.slice(offset, offset + limit), ranking),
      facets: page.facets ? await countFacets(db, ranking.ids.slice(0, most)) : null,
      ranking: ranking.fused ? "fused" : "bm25",
      order,
      corrected,
      suggestion:
        corrected === null && spelled !== null && ranking.total > 0 ? respelling(spelled, effects, { without }) : null,
    };
  }

  async function newest(
    text: string,
    filters: SearchFilters,
    { offset, limit, depth, most, order, unwanted, facets }: WithoutWords,
  ): Promise<Omit<SearchAnswer, "read">> {
    const filtered = Object.values(filters).some((value) => value !== undefined) || order !== "best" || most < Infinity;
    const { total, ids } = filtered ? await newestPapers(db, filters, unwanted, depth, order) : { total: 0, ids: [] };
    return {
      text,
      total: Math.min(total, most),
      hits: await hitsOf(ids.slice(offset, offset + limit), { weights: new Map(), phrases: [] }),
      facets: facets && filtered ? await countFacets(db, ids.slice(0, most)) : null,
      ranking: "newest",
      order: order === "best" ? "newest" : order,
      corrected: null,
      suggestion: null,
    };
  }

  async function hitsOf(ids: readonly number[], wanted: Wanted): Promise<SearchHit[]> {
    const found = await summarize(db, chosenBy(ids), { names, abstracts: true });
    return found.map(({ paper, abstract }) => ({
      paper,
      titleMarks: marksIn(paper.title, wanted),
      excerpt: excerptOf(abstract ?? paper.summary ?? "", wanted),
    }));
  }

  async function related(slug: string, limit = 6): Promise<PaperSummary[]> {
    const [paper] = await db.select({ id: papers.id }).from(papers).where(eq(papers.slug, slug));
    if (!paper) return [];
    const ids = await ranker.related(paper.id, limit);
    return (await summarize(db, chosenBy(ids), { names })).map(({ paper }) => paper);
  }

  async function warm(): Promise<void> {
    await reader.current();
    await meaning();
  }

  async function status(): Promise<SearchStatus> {
    const { papers } = await reader.current();
    return {
      papers,
      typos: extensions.trigrams,
      vectors: named ? await statusOf(await named()) : await learner.status(papers),
    };
  }

  async function statusOf(found: LoadedEmbedder): Promise<VectorStatus> {
    if ("missing" in found) return { state: "off", reason: found.missing };
    const { model } = found.embedder;
    return { state: "on", model, embedded: await countVectors(db, model), judged: null };
  }

  async function embed(options?: { max?: number; signal?: AbortSignal }): Promise<number> {
    const found = await named?.();
    return found && "embedder" in found ? embedPapers(db, found.embedder, options) : 0;
  }

  const learn: Search["learn"] = async (request) => (named ? null : learner.learn(request));

  return { find, related, warm, status, embed, learn, index: () => reader.current() };
}

/** A request may come from elsewhere: what is no day is none. */
const isDay = (text: unknown): text is string => typeof text === "string" && periodOf("day", text) !== null;

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
