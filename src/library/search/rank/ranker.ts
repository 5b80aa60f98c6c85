/** The whole order of a search: words, then what is in the best texts, then meaning where there is a model. */
import type { IndexReader } from "../index/reader.ts";
import { exactly } from "../index/phrases.ts";
import type { PaperTerms, PhrasePlace } from "../index/segment.ts";
import type { Segments } from "../index/segments.ts";
import type { ParsedQuery, QueryTerm } from "../query.ts";
import type { Meaning } from "../meaning/meaning.ts";
import { depth as fusionDepth } from "../meaning/stretch.ts";
import { scorePapers, type Scored, type Scores } from "./bm25.ts";
import { rerank } from "./rerank.ts";
import { withSpellings } from "./spellings.ts";

export interface Ranking {
  /** Papers with one of the words, after the filters; with meaning, at least those that it found. */
  readonly total: number;
  /** Best first. */
  readonly ids: readonly number[];
  /** How much each term of the query tells. */
  readonly weights: ReadonlyMap<string, number>;
  /** What was quoted, and other spellings of its words. */
  readonly phrases: readonly (readonly PhrasePlace[])[];
  readonly fused: boolean;
}

export interface RankOptions {
  readonly allowed: ReadonlySet<number> | null;
  /** How many are wanted. */
  readonly depth: number;
}

/** Terms of a paper that its related papers are looked for with. */
const topTerms = 25;

export class Ranker {
  private readonly reader: IndexReader;
  private readonly meaning: () => Promise<Meaning | null>;

  constructor(reader: IndexReader, meaning: () => Promise<Meaning | null>) {
    this.reader = reader;
    this.meaning = meaning;
  }

  async rank(index: Segments, text: string, asked: ParsedQuery, options: RankOptions): Promise<Ranking> {
    const { depth } = options;
    const allowed = withPhrases(index, asked, options.allowed);
    const query = withSpellings(index, asked);
    const phrases = [
      ...query.phrases.map((words) => words.map(exactly)),
      ...query.terms.flatMap(({ spelled }) => spelled?.others ?? []),
    ];
    // Stop words alone, quoted: the newest papers that have them.
    if (query.terms.length === 0) {
      const ids = [...(allowed ?? [])].sort((a, b) => b - a);
      return { total: ids.length, ids: ids.slice(0, depth), weights: new Map(), phrases, fused: false };
    }
    const meaning = await this.meaning();
    const { total, best } = rankByWords(index, query, Math.max(depth, meaning ? fusionDepth : 50), allowed);
    const weights = new Map(query.terms.map(({ term, weight }) => [term, weight * index.idf(term)]));
    const fused =
      (await meaning?.fused({ text, query: asked }, best, { allowed, limit: Math.max(depth, fusionDepth) })) ?? null;
    if (fused === null) return { total, ids: idsOf(best.slice(0, depth)), weights, phrases, fused: false };
    return { total: Math.max(total, fused.length), ids: idsOf(fused.slice(0, depth)), weights, phrases, fused: true };
  }

  /** The papers nearest to one, by the terms that tell it from others, and by meaning where it has a vector. */
  async related(id: number, limit: number): Promise<number[]> {
    const meaning = await this.meaning();
    const index = await this.reader.current();
    const terms = index.paperTerms(id);
    if (terms === null) return [];
    const query = tellingTerms(index, terms);
    const { best } = scorePapers(index, query, meaning ? fusionDepth : limit + 1);
    const ranked = (await meaning?.related(id, best, limit + 1)) ?? best;
    return idsOf(ranked)
      .filter((other) => other !== id)
      .slice(0, limit);
  }
}

/** The terms that tell a text from others, as a query for what is like it. */
function tellingTerms(index: Segments, { title, body }: PaperTerms): QueryTerm[] {
  const counts = new Map<string, number>();
  for (const term of title) counts.set(term, (counts.get(term) ?? 0) + 2);
  for (const term of body) counts.set(term, (counts.get(term) ?? 0) + 1);
  return [...counts]
    .map(([term, count]) => ({ term, word: term, weight: count / (count + 1) }))
    .sort((a, b) => b.weight * index.idf(b.term) - a.weight * index.idf(a.term))
    .slice(0, topTerms);
}

/** Papers by words, and by what is in the best texts. @param query with its spellings. */
export function rankByWords(
  index: Segments,
  query: ParsedQuery,
  wanted: number,
  allowed: ReadonlySet<number> | null = null,
): Scores {
  const { total, best } = scorePapers(index, query.terms, wanted, allowed);
  return { total, best: rerank(index, query, best) };
}

/** Of the allowed papers those that have all that was quoted. */
function withPhrases(
  index: Segments,
  { phrases }: ParsedQuery,
  allowed: ReadonlySet<number> | null,
): ReadonlySet<number> | null {
  let left = allowed;
  for (const words of phrases) {
    const having = index.papersWithPhrase(words);
    const before = left;
    left = before === null ? having : new Set([...having].filter((id) => before.has(id)));
  }
  return left;
}

const idsOf = (scored: readonly Scored[]): number[] => scored.map(({ id }) => id);
