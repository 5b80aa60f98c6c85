/** What a person should hear of: mentions, answers, papers they follow, what became of their requests. */
import { sql } from "drizzle-orm";
import type { Db } from "../store/database.ts";
import { isoTime, rowsOf } from "../store/rows.ts";

export interface Notification {
  readonly id: number;
  readonly kind: "mention" | "reply" | "followed" | "authorship" | "submission";
  readonly paper: { readonly slug: string; readonly title: string };
  /** Of a mention or an answer. */
  readonly comment: number | null;
  /** Who wrote it; null where nobody did, or the account is gone. */
  readonly by: string | null;
  /** "followed": what was followed. "authorship": "confirmed" or "denied". */
  readonly reason: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly read: boolean;
}

export interface Notifications {
  /** Newest first, at most 100. @param before only those with a smaller id: where the page before this one ended. */
  list(readerId: number, before?: number): Promise<Notification[]>;
  unread(readerId: number): Promise<number>;
  /** @param ids default: all there are. */
  markRead(readerId: number, ids?: readonly number[]): Promise<void>;
}

export const createNotifications = (db: Db): Notifications => ({
  list: (readerId, before) =>
    rowsOf<Notification>(
      db,
      sql`
        select notifications.id, kind, json_build_object('slug', papers.slug, 'title', papers.title) as paper,
          comment_id as comment, writer.name as by, reason, read_at is not null as read,
          ${isoTime(sql`notifications.created_at`)} as at
        from notifications
        join papers on papers.id = notifications.paper_id
        left join comments on comments.id = comment_id
        left join users as writer on writer.id = comments.user_id
        where notifications.user_id = ${readerId} and comments.hidden_at is null
          ${before === undefined ? sql`` : sql`and notifications.id < ${before}`}
        order by notifications.id desc limit 100`,
    ),

  async unread(readerId) {
    const [row] = await rowsOf<{ unread: number }>(
      db,
      sql`select count(*)::int as unread from notifications left join comments on comments.id = comment_id
          where notifications.user_id = ${readerId} and read_at is null and hidden_at is null`,
    );
    return row.unread;
  },

  async markRead(readerId, ids) {
    const which =
      ids === undefined
        ? sql``
        : sql`and id in (select json_array_elements_text(${JSON.stringify(ids)}::text::json)::int)`;
    await db.execute(
      sql`update notifications set read_at = now() where user_id = ${readerId} and read_at is null ${which}`,
    );
  },
});
