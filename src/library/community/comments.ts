/** Comments on a paper, on their way in: said, answered one level deep, edited, deleted. */
import { sql } from "drizzle-orm";
import { LibraryError } from "../errors.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { writtenText } from "./input.ts";
import { tellAudience } from "./mentions.ts";
import { noSuchPaper, type Person } from "./person.ts";
import { readDiscussion, type Discussion, type DiscussionPage } from "./discussion.ts";

export const longestComment = 10_000;

export interface Comments {
  /**
   * Adds a comment and tells whom it concerns.
   * @param parent the comment it answers: one of the same paper that answers none itself.
   * Codes: INVALID_INPUT, NO_SUCH_PAPER, NO_SUCH_COMMENT (the one to be answered is not there, or cannot be answered).
   */
  add(readerId: number, slug: string, markdown: string, parent?: number | null): Promise<{ readonly id: number }>;
  /** Only its own author may. Codes: INVALID_INPUT, NO_SUCH_COMMENT, NOT_ALLOWED. */
  edit(readerId: number, id: number, markdown: string): Promise<void>;
  /** The words are gone for good; what was answered to them stays. Codes: NO_SUCH_COMMENT, NOT_ALLOWED. */
  remove(readerId: number, id: number): Promise<void>;
  /** null: there is no such paper. @param person who reads; null: nobody is signed in. */
  discussion(slug: string, person: Person | null, page?: DiscussionPage): Promise<Discussion | null>;
}

const aComment = { what: "a comment", min: 1, max: longestComment };

export const createComments = (db: Db): Comments => ({
  async add(readerId, slug, markdown, parent = null) {
    const text = writtenText(markdown, aComment);
    const [row] = await rowsOf<{ id: number }>(
      db,
      sql`
        with added as (
          insert into comments (paper_id, user_id, parent_id, markdown)
          select papers.id, ${readerId}, ${parent}::int, ${text} from papers
          where slug = ${slug} and (${parent}::int is null or exists (
            select 1 from comments as answered
            where answered.id = ${parent}::int and answered.paper_id = papers.id and answered.parent_id is null
              and answered.deleted_at is null and answered.hidden_at is null))
          returning id, paper_id
        ),
        told as (${tellAudience(sql`added`, { writer: readerId, parent, markdown: text })})
        select id from added`,
    );
    if (row) return row;
    const [paper] = await rowsOf(db, sql`select 1 from papers where slug = ${slug}`);
    if (!paper) throw noSuchPaper(slug);
    throw new LibraryError(
      "NO_SUCH_COMMENT",
      "the comment you answer is not there any more, or is an answer itself: answer the first comment of its thread, or write a new one",
    );
  },

  async edit(readerId, id, markdown) {
    const text = writtenText(markdown, aComment);
    const changed = await rowsOf(
      db,
      sql`
        with edited as (
          update comments set markdown = ${text}, edited_at = now()
          where id = ${id} and user_id = ${readerId} and deleted_at is null and markdown <> ${text}
          returning id, paper_id
        ),
        told as (${tellAudience(sql`edited`, { writer: readerId, parent: null, markdown: text })})
        select id from edited`,
    );
    if (changed.length === 0) await mustBeOwn(db, readerId, id, "edit");
  },

  async remove(readerId, id) {
    const gone = await rowsOf(
      db,
      sql`
        with gone as (
          update comments set markdown = '', deleted_at = now()
          where id = ${id} and user_id = ${readerId} and deleted_at is null returning id
        ),
        untold as (delete from notifications where comment_id in (select id from gone))
        select id from gone`,
    );
    if (gone.length === 0) await mustBeOwn(db, readerId, id, "delete");
  },

  discussion: (slug, person, page) => readDiscussion(db, slug, person, page),
});

/** @throws LibraryError unless the comment is there and this person's. */
async function mustBeOwn(db: Db, readerId: number, id: number, toDo: string): Promise<void> {
  const [row] = await rowsOf<{ own: boolean }>(
    db,
    sql`select coalesce(user_id = ${readerId}, false) as own from comments where id = ${id} and deleted_at is null`,
  );
  if (!row) throw noSuchComment(id);
  if (!row.own) throw new LibraryError("NOT_ALLOWED", `only whoever wrote a comment can ${toDo} it`);
}

export const noSuchComment = (id: number): LibraryError =>
  new LibraryError("NO_SUCH_COMMENT", `there is no comment ${id}, or it was deleted`);
