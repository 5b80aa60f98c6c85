/** Comments that somebody takes offence at: reported by readers, hidden or left by editors, every decision on record. */
import { sql } from "drizzle-orm";
import { recordAudit } from "../audit/audit.ts";
import { LibraryError } from "../errors.ts";
import type { Db } from "../store/database.ts";
import { isoTime, rowsOf } from "../store/rows.ts";
import { noSuchComment } from "./comments.ts";
import { writtenLine } from "./input.ts";
import { mustBeEditor, type Person } from "./person.ts";

export interface Reported {
  readonly comment: number;
  readonly markdown: string;
  readonly by: string | null;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly hidden: boolean;
  readonly paper: { readonly slug: string; readonly title: string };
  /** Why, in the words of those who reported it; each person once. */
  readonly reasons: readonly { readonly by: string; readonly reason: string; readonly at: string }[];
}

export interface Moderation {
  /** Asks the editors to look at a comment; a second report of the same person replaces the first. Codes: INVALID_INPUT, NO_SUCH_COMMENT, NOT_ALLOWED. */
  report(readerId: number, comment: number, reason: string): Promise<void>;
  /** Comments with open reports, the longest waiting first. Code: NOT_ALLOWED. */
  reported(editor: Person): Promise<Reported[]>;
  /** How many comments wait for an editor. */
  waiting(): Promise<number>;
  /** Takes a comment out of sight and settles its reports. Codes: INVALID_INPUT, NO_SUCH_COMMENT, NOT_ALLOWED. */
  hide(editor: Person, comment: number, reason?: string): Promise<void>;
  /** Brings it back. Codes: NO_SUCH_COMMENT, NOT_ALLOWED. */
  unhide(editor: Person, comment: number): Promise<void>;
  /** Settles its reports and leaves it as it is. Codes: NO_SUCH_COMMENT, NOT_ALLOWED. */
  dismiss(editor: Person, comment: number): Promise<void>;
}

export const createModeration = (db: Db): Moderation => ({
  async report(readerId, comment, reason) {
    const text = writtenLine(reason, { what: "the reason of a report", min: 3, max: 500 });
    const [row] = await rowsOf<{ own: boolean; done: boolean }>(
      db,
      sql`
        with target as (
          select id, coalesce(user_id = ${readerId}, false) as own from comments
          where id = ${comment} and deleted_at is null and hidden_at is null
        ),
        added as (
          insert into reports (comment_id, user_id, reason) select id, ${readerId}, ${text} from target where not own
          on conflict (comment_id, user_id)
            do update set reason = excluded.reason, created_at = now(), resolved_at = null, resolution = null
          returning 1
        )
        select own from target`,
    );
    if (!row) throw noSuchComment(comment);
    if (row.own) throw new LibraryError("NOT_ALLOWED", "this comment is your own: you can edit or delete it");
  },

  async reported(editor) {
    mustBeEditor(editor, "read reports");
    return rowsOf<Reported>(
      db,
      sql`
        select comments.id as comment, comments.markdown, writer.name as by, comments.hidden_at is not null as hidden,
          ${isoTime(sql`comments.created_at`)} as "createdAt",
          json_build_object('slug', papers.slug, 'title', papers.title) as paper,
          json_agg(json_build_object('by', reporter.name, 'reason', reports.reason,
            'at', ${isoTime(sql`reports.created_at`)})
            order by reports.created_at, reports.id) as reasons
        from reports
        join comments on comments.id = reports.comment_id
        join papers on papers.id = comments.paper_id
        join users as reporter on reporter.id = reports.user_id
        left join users as writer on writer.id = comments.user_id
        where reports.resolved_at is null and comments.deleted_at is null
        group by comments.id, writer.name, papers.id
        order by min(reports.created_at), comments.id
        limit 200`,
    );
  },

  async waiting() {
    const [row] = await rowsOf<{ waiting: number }>(
      db,
      sql`select count(distinct comment_id)::int as waiting from reports
          join comments on comments.id = comment_id where resolved_at is null and deleted_at is null`,
    );
    return row.waiting;
  },

  async hide(editor, comment, reason = "") {
    mustBeEditor(editor, "hide comments");
    const why = writtenLine(reason, { what: "the reason", max: 500 });
    await decide(db, editor, comment, sql`hidden_at = coalesce(hidden_at, now())`, "hidden", {
      action: "comment hidden",
      ...(why !== "" && { reason: why }),
    });
  },

  async unhide(editor, comment) {
    mustBeEditor(editor, "bring comments back");
    await decide(db, editor, comment, sql`hidden_at = null`, "dismissed", { action: "comment shown again" });
  },

  async dismiss(editor, comment) {
    mustBeEditor(editor, "settle reports");
    await decide(db, editor, comment, sql`hidden_at = hidden_at`, "dismissed", { action: "reports dismissed" });
  },
});

async function decide(
  db: Db,
  editor: Person,
  comment: number,
  change: ReturnType<typeof sql>,
  resolution: "hidden" | "dismissed",
  { action, ...details }: { readonly action: string; readonly reason?: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await rowsOf(
      tx,
      sql`update comments set ${change} where id = ${comment} and deleted_at is null returning id`,
    );
    if (!row) throw noSuchComment(comment);
    await tx.execute(
      sql`update reports set resolved_at = now(), resolution = ${resolution}
          where comment_id = ${comment} and resolved_at is null`,
    );
    await recordAudit(tx, { userId: editor.id, action, subject: `comment ${comment}`, details });
  });
}
