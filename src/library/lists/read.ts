/** One page of a list: an index gives the order, a key says where the page before ended, and summaries are made for the page alone. */
import {
  and,
  eq,
  exists,
  gt,
  gte,
  inArray,
  isNotNull,
  lt,
  notExists,
  or,
  sql,
  type SQL,
  type SQLWrapper,
} from "drizzle-orm";
import { LibraryError } from "../errors.ts";
import { summarize } from "../papers/summaries.ts";
import {
  authors,
  listEntries,
  listings,
  listPositions,
  paperAuthors,
  papers,
  paperTopics,
  seenPapers,
} from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import type { ListOf, ListPage, ListQuestion, ListSort } from "./lists.ts";

export const largestPage = 1_000;
const largest = { limit: largestPage, skip: 10_000 };

/** Names of a paper's authors that a list shows; their number is known besides. */
export const namesShown = 3;

/** See `Lists.page`. */
export async function readList(db: Db, question: ListQuestion): Promise<ListPage> {
  const {
    of,
    sort = "newest",
    counted = false,
    after,
    skip = 0,
    limit = 50,
    reader = null,
    hideSeen = false,
    newSince,
    abstracts,
  } = question;
  if (!Number.isInteger(limit) || limit < 1 || limit > largest.limit)
    throw invalid(`limit ${limit} is not a whole number from 1 to ${largest.limit}`);
  if (!Number.isInteger(skip) || skip < 0 || skip > largest.skip)
    throw invalid(
      `page ${skip / limit} lies more than ${largest.skip} papers deep: follow the address of the next page instead`,
    );
  if (sort === "listed" && !(of.kind === "period" && of.period.kind === "day"))
    throw invalid("only the list of a day has an order of its own");
  const position = positionOn(of);
  const seen =
    reader === null
      ? undefined
      : db
          .select({ one: sql`1` })
          .from(seenPapers)
          .where(and(eq(seenPapers.paperId, listEntries.paperId), eq(seenPapers.userId, reader)));
  const choice = await db
    .select({
      id: listEntries.paperId,
      day: listEntries.day,
      place: listEntries.place,
      votes: listEntries.votes,
      comments: listEntries.comments,
      heat: listEntries.heat,
      position: sort === "listed" ? position : sql<number>`0`,
      seen: seen ? sql<boolean>`exists ${seen}` : sql<boolean>`false`,
    })
    .from(listEntries)
    .where(
      and(
        membership(db, of),
        sort === "heat" ? isNotNull(listEntries.heat) : undefined,
        counted ? having[sort] : undefined,
        after === undefined ? undefined : beyond(sort, after, position),
        hideSeen && seen ? notExists(seen) : undefined,
      ),
    )
    .orderBy(...(sort === "listed" ? [position, down(listEntries.votes), listEntries.paperId] : orders[sort]))
    .offset(skip)
    .limit(limit + 1);
  const shown = choice.slice(0, limit);
  const found = await summarize(db, shown, { names: namesShown, abstracts });
  return {
    entries: found.map(({ chosen, paper, abstract, createdAt, updatedAt }) => ({
      paper: { ...paper, votes: chosen.votes, comments: chosen.comments },
      abstract,
      day: chosen.day,
      heat: chosen.heat,
      createdAt,
      updatedAt,
      isNew: reader !== null && typeof newSince === "string" && createdAt > newSince,
      seen: chosen.seen,
    })),
    next: choice.length > limit ? tokenOf(sort, shown[limit - 1]) : null,
  };
}

/** What belongs to a list. */
export function membership(db: Db, of: ListOf): SQL | undefined {
  switch (of.kind) {
    case "all":
      return undefined;
    case "shelf":
      return inArray(listEntries.paperId, db.select({ id: papers.id }).from(papers).where(eq(papers.onShelf, true)));
    case "period":
      // Or on a list page of one of its days: an array, so that both ways go over an index.
      return or(
        and(gte(listEntries.place, of.period.first), lt(listEntries.place, of.period.end), isNotNull(listEntries.day)),
        sql`${listEntries.paperId} = any(array(select ${listPositions.paperId} from ${listPositions}
          where ${listPositions.day} >= ${of.period.first} and ${listPositions.day} < ${of.period.end}))`,
      );
    case "topic":
      return exists(
        db
          .select({ one: sql`1` })
          .from(paperTopics)
          .where(and(eq(paperTopics.paperId, listEntries.paperId), eq(paperTopics.topic, of.topic))),
      );
    case "author":
      return exists(
        db
          .select({ one: sql`1` })
          .from(paperAuthors)
          .innerJoin(authors, eq(authors.id, paperAuthors.authorId))
          .where(and(eq(paperAuthors.paperId, listEntries.paperId), eq(authors.nameKey, of.author))),
      );
    case "source":
      return exists(
        db
          .select({ one: sql`1` })
          .from(listings)
          .where(and(eq(listings.paperId, listEntries.paperId), eq(listings.source, of.source))),
      );
  }
}

/** As the indexes are written, or they would not be used. */
const down = (column: SQLWrapper): SQL => sql`${column} desc nulls last`;
const newestFirst = down(listEntries.paperId);
const orders: Readonly<Record<Exclude<ListSort, "listed">, SQL[]>> = {
  newest: [down(listEntries.place), newestFirst],
  votes: [down(listEntries.votes), newestFirst],
  comments: [down(listEntries.comments), newestFirst],
  heat: [down(listEntries.heat), newestFirst],
};

/** What has any of what a list is sorted by. */
const having: Readonly<Partial<Record<ListSort, SQL>>> = {
  votes: gt(listEntries.votes, 0),
  comments: gt(listEntries.comments, 0),
  heat: gt(listEntries.votes, 0),
};

/** Behind every place on a list page. */
const unplaced = 2 ** 31 - 1;

/**
 * Where the list pages of a day have a paper: the foremost place. Names are written out: among the selected columns of one table Drizzle
 * leaves the table's name away, and the paper of a place would be compared with itself.
 */
const positionOn = (of: ListOf): SQL<number> =>
  sql<number>`coalesce((select min(placed.position) from ${listPositions} placed
    where placed.paper_id = list_entries.paper_id
      and placed.day = ${of.kind === "period" ? of.period.first : null}), ${sql.raw(String(unplaced))})`;

interface Key {
  readonly id: number;
  readonly position: number;
  readonly place: string;
  readonly votes: number;
  readonly comments: number;
  readonly heat: number | null;
}

/** "2026-11-23~17": what the list is sorted by, and the paper. Numbers are written so that they come back exactly. */
function tokenOf(sort: ListSort, { id, position, place, votes, comments, heat }: Key): string {
  const value = {
    listed: `${position}.${votes}`,
    newest: place,
    votes: String(votes),
    comments: String(comments),
    heat: String(heat),
  }[sort];
  return `${value}~${id}`;
}

/** Everything behind a key, in the order of the list. */
function beyond(sort: ListSort, token: string, position: SQL): SQL {
  const [, value, id] = /^([^~]*)~(\d{1,9})$/.exec(token) ?? [];
  const fits = {
    listed: /^\d{1,10}\.\d{1,9}$/,
    newest: /^\d{4}-\d{2}-\d{2}$/,
    votes: /^\d{1,9}$/,
    comments: /^\d{1,9}$/,
    heat: /^-?\d+(?:\.\d+)?$/,
  }[sort];
  if (id === undefined || !fits.test(value)) throw invalid("this is no place in this list: begin with its first page");
  const last = Number(id);
  if (sort === "listed") {
    const [place, votes] = value.split(".").map(Number);
    return sql`(${position}, -${listEntries.votes}, ${listEntries.paperId}) > (${place}, ${-votes}, ${last})`;
  }
  if (sort === "newest") return sql`(${listEntries.place}, ${listEntries.paperId}) < (${value}, ${last})`;
  const column = { votes: listEntries.votes, comments: listEntries.comments, heat: listEntries.heat }[sort];
  return sql`(${column}, ${listEntries.paperId}) < (${Number(value)}, ${last})`;
}

const invalid = (what: string) => new LibraryError("INVALID_LIST_QUESTION", what);
