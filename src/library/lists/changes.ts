/** Entries of lists that no list has in this order: what has changed since a moment, and papers by name. */
import { and, asc, eq, gte, sql, type SQL } from "drizzle-orm";
import { LibraryError } from "../errors.ts";
import { summarize } from "../papers/summaries.ts";
import { listEntries, papers } from "../schema/index.ts";
import { isOneOf } from "../store/json-rows.ts";
import type { Db } from "../store/database.ts";
import type { ChangesQuestion, ListEntry, ListPage } from "./lists.ts";
import { largestPage, membership, namesShown } from "./read.ts";

/** See `Lists.changes`. */
export async function readChanges(db: Db, { since, topic, after, limit = 50 }: ChangesQuestion): Promise<ListPage> {
  if (!Number.isInteger(limit) || limit < 1 || limit > largestPage)
    throw new LibraryError("INVALID_LIST_QUESTION", `limit ${limit} is not a whole number from 1 to ${largestPage}`);
  const beginning = after === undefined ? gte(papers.updatedAt, sql`${since}::timestamptz`) : behind(after);
  const within = topic === undefined ? undefined : membership(db, { kind: "topic", topic });
  const rows = await entriesOf(db, and(beginning, within))
    .orderBy(asc(papers.updatedAt), asc(papers.id))
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    entries: await toEntries(db, shown),
    next: rows.length > limit && last ? `${last.updatedAt.toISOString()}~${last.id}` : null,
  };
}

/** See `Lists.named`. */
export async function entriesNamed(db: Db, slugs: readonly string[]): Promise<ListEntry[]> {
  if (slugs.length === 0) return [];
  const entries = await toEntries(db, await entriesOf(db, isOneOf(papers.slug, slugs)), true);
  const bySlug = new Map(entries.map((entry) => [entry.paper.slug, entry]));
  return slugs.flatMap((slug) => bySlug.get(slug) ?? []);
}

const entriesOf = (db: Db, which: SQL | undefined) =>
  db
    .select({
      id: papers.id,
      updatedAt: papers.updatedAt,
      day: listEntries.day,
      votes: listEntries.votes,
      comments: listEntries.comments,
      heat: listEntries.heat,
    })
    .from(papers)
    .innerJoin(listEntries, eq(listEntries.paperId, papers.id))
    .where(which)
    .$dynamic();

type Row = Awaited<ReturnType<typeof entriesOf>>[number];

async function toEntries(db: Db, rows: readonly Row[], abstracts = false): Promise<ListEntry[]> {
  const found = await summarize(db, rows, { names: namesShown, abstracts });
  return found.map(({ chosen, paper, abstract, createdAt, updatedAt }) => ({
    paper: { ...paper, votes: chosen.votes, comments: chosen.comments },
    abstract,
    day: chosen.day,
    heat: chosen.heat,
    createdAt,
    updatedAt,
    isNew: false,
    seen: false,
  }));
}

/** Everything that changed after a place: a moment and a paper. */
function behind(token: string): SQL {
  const [, moment, id] = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)~(\d{1,9})$/.exec(token) ?? [];
  if (id === undefined || Number.isNaN(Date.parse(moment)))
    throw new LibraryError("INVALID_LIST_QUESTION", "this is no place among the changes: begin with `since` alone");
  return sql`(${papers.updatedAt}, ${papers.id}) > (${moment}::timestamptz, ${Number(id)})`;
}
