/** The discussion of a paper, on its way out: threads in the order they began, each with its answers. */
import { and, asc, count, eq, exists, inArray, isNull, or, sql, type SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { authorshipClaims, comments, papers, submissions, users } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { isEditor, type Person } from "./person.ts";

export interface DiscussionPage {
  /** 1, 2, ... */
  readonly page?: number;
}

export interface Discussion {
  readonly threads: readonly Thread[];
  /** Comments that can be read, on all pages. */
  readonly comments: number;
  readonly page: number;
  readonly pages: number;
}

export interface Thread extends Comment {
  readonly replies: readonly Comment[];
}

export interface Comment {
  readonly id: number;
  /** null: the account is gone. */
  readonly by: string | null;
  /** One of the paper's authors, as an admin has confirmed. */
  readonly isAuthor: boolean;
  /** Brought the paper here. */
  readonly isSubmitter: boolean;
  /** Of whoever reads. */
  readonly own: boolean;
  /** "hidden": by an editor. */
  readonly state: "shown" | "hidden" | "deleted";
  /** As it was written; null where it must not be shown to whoever reads. A hidden comment is shown to editors and its author. */
  readonly markdown: string | null;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly editedAt: string | null;
}

const threadsAPage = 100;

/** Answers that are shown below one comment. */
const repliesAThread = 500;

export async function readDiscussion(
  db: Db,
  slug: string,
  person: Person | null,
  { page = 1 }: DiscussionPage = {},
): Promise<Discussion | null> {
  const [paper] = await db
    .select({
      id: papers.id,
      threads: sql<number>`(${db
        .select({ threads: count() })
        .from(comments)
        .where(and(eq(comments.paperId, papers.id), startsThread(db)))})`.mapWith(Number),
      comments: sql<number>`(${db
        .select({ shown: count() })
        .from(comments)
        .where(and(eq(comments.paperId, papers.id), isNull(comments.deletedAt), isNull(comments.hiddenAt)))})`.mapWith(
        Number,
      ),
    })
    .from(papers)
    .where(eq(papers.slug, slug));
  if (!paper) return null;
  const pages = Math.max(1, Math.ceil(paper.threads / threadsAPage));
  const facts = { comments: paper.comments, page: Math.min(Math.max(1, page), pages), pages };
  if (paper.threads === 0) return { threads: [], ...facts };
  const roots = await select(db, and(eq(comments.paperId, paper.id), startsThread(db)))
    .limit(threadsAPage)
    .offset((facts.page - 1) * threadsAPage);
  const replies = await select(
    db,
    and(
      inArray(
        comments.parentId,
        roots.map(({ id }) => id),
      ),
      isNull(comments.deletedAt),
    ),
  ).limit(repliesAThread * threadsAPage);
  const view = (row: Row) => commentOf(row, person);
  return {
    ...facts,
    threads: roots.map((root) => ({
      ...view(root),
      replies: replies
        .filter(({ parentId }) => parentId === root.id)
        .slice(0, repliesAThread)
        .map(view),
    })),
  };
}

/** A deleted comment keeps its place only for the sake of its answers. */
function startsThread(db: Db): SQL | undefined {
  const reply = alias(comments, "reply");
  const answered = db
    .select({ one: sql`1` })
    .from(reply)
    .where(and(eq(reply.parentId, comments.id), isNull(reply.deletedAt)));
  return and(isNull(comments.parentId), or(isNull(comments.deletedAt), exists(answered)));
}

type Row = Awaited<ReturnType<typeof select>>[number];

function select(db: Db, which: SQL | undefined) {
  return db
    .select({
      id: comments.id,
      parentId: comments.parentId,
      by: users.name,
      userId: comments.userId,
      isAuthor: sql<boolean>`exists (${db
        .select({ one: sql`1` })
        .from(authorshipClaims)
        .where(
          and(
            eq(authorshipClaims.paperId, comments.paperId),
            eq(authorshipClaims.userId, comments.userId),
            eq(authorshipClaims.state, "confirmed"),
          ),
        )})`,
      isSubmitter: sql<boolean>`exists (${db
        .select({ one: sql`1` })
        .from(submissions)
        .where(
          and(
            eq(submissions.paperId, comments.paperId),
            eq(submissions.userId, comments.userId),
            eq(submissions.created, true),
          ),
        )})`,
      markdown: comments.markdown,
      createdAt: comments.createdAt,
      editedAt: comments.editedAt,
      deletedAt: comments.deletedAt,
      hiddenAt: comments.hiddenAt,
    })
    .from(comments)
    .leftJoin(users, eq(users.id, comments.userId))
    .where(which)
    .orderBy(asc(comments.createdAt), asc(comments.id));
}

function commentOf(row: Row, person: Person | null): Comment {
  const { id, by, isAuthor, isSubmitter, markdown, createdAt, editedAt, deletedAt, hiddenAt } = row;
  const own = person !== null && row.userId === person.id;
  const facts = { id, createdAt: createdAt.toISOString(), editedAt: editedAt?.toISOString() ?? null };
  // Who deletes a comment takes their name from it, too.
  if (deletedAt !== null)
    return { ...facts, by: null, isAuthor: false, isSubmitter: false, own, state: "deleted", markdown: null };
  const readable = hiddenAt === null || own || (person !== null && isEditor(person));
  return {
    ...facts,
    by,
    isAuthor,
    isSubmitter,
    own,
    state: hiddenAt === null ? "shown" : "hidden",
    markdown: readable ? markdown : null,
  };
}
