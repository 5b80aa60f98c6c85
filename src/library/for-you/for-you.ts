/** New papers in the order of one reader: from what they voted for and bookmarked, and what is not for them. */
import { and, desc, eq, gt, lte, notInArray, sql } from "drizzle-orm";
import { listEntries, papers } from "../schema/index.ts";
import { termOf } from "../search/analysis/terms.ts";
import { wordsIn } from "../search/analysis/words.ts";
import { documentsOf, idsIn } from "../search/index/documents.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { order, type Ordered, type Taste } from "./order.ts";
import type { Space } from "./vectors.ts";

export interface ForYou {
  /** @param today YYYY-MM-DD; default: today, in UTC. */
  list(readerId: number, today?: string): Promise<ForYouList>;
  /** Some papers in a reader's order, the best first; null: the reader has voted for too few. What has no vector is left out. */
  order(readerId: number, candidates: readonly number[], limit?: number): Promise<readonly Recommended[] | null>;
}

export interface ForYouList {
  /** Papers that the reader has voted for or bookmarked. */
  readonly likes: number;
  /** Those of the last fortnight in which there were any, without those that the reader has marked; null: `likes` is below `fewest`. */
  readonly papers: readonly Recommended[] | null;
}

export interface Recommended {
  readonly paper: number;
  readonly slug: string;
  /** The nearest of the papers that the reader likes. */
  readonly like: { readonly slug: string; readonly title: string } | null;
  /** What speaks most for it, in words of the paper. */
  readonly words: readonly string[];
}

/** With fewer, any order would be chance. */
export const fewest = 3;

/** Of each kind the latest: tastes change. */
const remembered = 300;
/** Days that are new. */
const days = 14;
/** Of the newest papers so many are ordered, and so many shown. */
const most = { ordered: 2_000, shown: 50 };
/** Papers that stand for all that the reader has passed over. */
const background = 1_000;

/** Readers whose list is kept until something changes that it depends on. */
const kept = 200;

export function createForYou(db: Db, space: Space): ForYou {
  const lists = new Map<string, Promise<readonly Recommended[]>>();

  async function ordered(taste: Taste, candidates: readonly number[], limit?: number): Promise<Recommended[]> {
    return inWords(db, await order(space, taste, candidates, { limit }));
  }

  return {
    async list(readerId, today = new Date().toISOString().slice(0, 10)) {
      const { likes, dislikes } = await marksOf(db, readerId);
      if (likes.length < fewest) return { likes: likes.length, papers: null };
      const marked = [...likes, ...dislikes];
      const candidates = await newPapers(db, today, marked);
      const key = JSON.stringify([readerId, likes, dislikes, candidates.length, candidates[0], today]);
      let list = lists.get(key);
      if (list === undefined) {
        const others = await othersOf(db, today, marked, candidates);
        list = ordered({ likes, dislikes, others }, candidates, most.shown);
        list.catch(() => lists.delete(key));
        if (lists.size >= kept) lists.delete(lists.keys().next().value!);
        lists.set(key, list);
      }
      return { likes: likes.length, papers: await list };
    },

    async order(readerId, candidates, limit) {
      const { likes, dislikes } = await marksOf(db, readerId);
      if (likes.length < fewest) return null;
      const marked = [...likes, ...dislikes];
      const left = candidates.filter((id) => !marked.includes(id));
      const others = await othersOf(db, new Date().toISOString().slice(0, 10), marked, left);
      return ordered({ likes, dislikes, others }, left, limit);
    },
  };
}

/** What a reader has marked, the latest first. What is liked after all is not disliked. */
async function marksOf(db: Db, readerId: number): Promise<Pick<Taste, "likes" | "dislikes">> {
  const likes = await rowsOf<{ id: number }>(
    db,
    sql`select paper_id as id from (
          select paper_id, created_at from votes where user_id = ${readerId}
          union all select paper_id, created_at from bookmarks where user_id = ${readerId}) as marks
        group by paper_id order by max(created_at) desc, paper_id desc limit ${remembered}`,
  );
  const dislikes = await rowsOf<{ id: number }>(
    db,
    sql`select paper_id as id from dismissals where user_id = ${readerId}
          and not exists (select from votes where votes.paper_id = dismissals.paper_id and votes.user_id = ${readerId})
          and not exists (select from bookmarks where bookmarks.paper_id = dismissals.paper_id and bookmarks.user_id = ${readerId})
        order by created_at desc, paper_id desc limit ${remembered}`,
  );
  return { likes: likes.map(({ id }) => id), dislikes: dislikes.map(({ id }) => id) };
}

/** Papers of the last fortnight in which there were any, the newest first. The shelf is of no day. */
async function newPapers(db: Db, today: string, marked: readonly number[]): Promise<number[]> {
  const upTo = and(lte(listEntries.place, today), eq(papers.onShelf, false));
  const all = db
    .select({ id: listEntries.paperId, place: listEntries.place })
    .from(listEntries)
    .innerJoin(papers, eq(papers.id, listEntries.paperId));
  const [latest] = await all.where(upTo).orderBy(desc(listEntries.place)).limit(1);
  if (!latest) return [];
  const rows = await db
    .select({ id: listEntries.paperId })
    .from(listEntries)
    .innerJoin(papers, eq(papers.id, listEntries.paperId))
    .where(
      and(
        upTo,
        gt(listEntries.place, sql`cast(${latest.place} as date) - ${days}::integer`),
        notInArray(listEntries.paperId, [...marked]),
      ),
    )
    .orderBy(desc(listEntries.place), desc(listEntries.paperId))
    .limit(most.ordered);
  return rows.map(({ id }) => id);
}

/** The candidates themselves, and as many of the newest as there is room for. */
async function othersOf(
  db: Db,
  today: string,
  marked: readonly number[],
  candidates: readonly number[],
): Promise<number[]> {
  if (candidates.length >= background) return candidates.slice(0, background);
  const rows = await db
    .select({ id: listEntries.paperId })
    .from(listEntries)
    .where(and(lte(listEntries.place, today), notInArray(listEntries.paperId, [...marked])))
    .orderBy(desc(listEntries.place), desc(listEntries.paperId))
    .limit(background);
  return [...new Set([...candidates, ...rows.map(({ id }) => id)])].slice(0, background);
}

/** Ids as addresses and titles, terms as the words of each paper. */
async function inWords(db: Db, all: readonly Ordered[]): Promise<Recommended[]> {
  const ids = [...new Set(all.flatMap(({ paper, nearest }) => (nearest === null ? [paper] : [paper, nearest])))];
  const documents = new Map((await documentsOf(db, ids)).map((document) => [document.id, document]));
  const slugs = new Map(
    (await rowsOf<{ id: number; slug: string }>(db, sql`select id, slug from papers where id in (${idsIn(ids)})`)).map(
      ({ id, slug }) => [id, slug],
    ),
  );
  return all.flatMap(({ paper, nearest, terms }) => {
    const document = documents.get(paper);
    // It was deleted just now.
    if (document === undefined) return [];
    const words = wordsIn(`${document.title}\n${document.body}`);
    const like = nearest === null ? undefined : documents.get(nearest);
    return [
      {
        paper,
        slug: slugs.get(paper)!,
        like: like === undefined ? null : { slug: slugs.get(like.id)!, title: like.title },
        words: terms.flatMap((term) => words.find((word) => termOf(word) === term) ?? []),
      },
    ];
  });
}
