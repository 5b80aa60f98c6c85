/** What a person should hear of: mentions, answers, what they follow, what became of their requests. */
import { sql } from "drizzle-orm";
import type { EventDetails } from "../alerts/events.ts";
import type { Db } from "../store/database.ts";
import { isoTime, rowsOf } from "../store/rows.ts";
import { jsonOf } from "../store/json-rows.ts";
import { eventInWords } from "../words/alerts.ts";

/** "followed": a new paper about something that is followed. "version", "code", "verdict": of a followed paper. */
export const notificationKinds = [
  "mention",
  "reply",
  "followed",
  "authorship",
  "submission",
  "version",
  "code",
  "verdict",
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

export interface Notification {
  readonly id: number;
  readonly kind: NotificationKind;
  readonly paper: { readonly slug: string; readonly title: string };
  /** Of a mention or an answer. */
  readonly comment: number | null;
  /** Who wrote it; null where nobody did, or the account is gone. */
  readonly by: string | null;
  /** "followed": what was followed. "authorship": "confirmed" or "denied". Of a followed paper: what happened, in words. */
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
  async list(readerId, before) {
    const rows = await rowsOf<Notification & { details: EventDetails | null }>(
      db,
      sql`
        select notifications.id, notifications.kind, json_build_object('slug', papers.slug, 'title', papers.title) as paper,
          comment_id as comment, writer.name as by, reason, details, read_at is not null as read,
          ${isoTime(sql`notifications.created_at`)} as at
        from notifications
        join papers on papers.id = notifications.paper_id
        left join comments on comments.id = comment_id
        left join users as writer on writer.id = comments.user_id
        left join paper_events on paper_events.id = event_id
        where notifications.user_id = ${readerId} and on_site and comments.hidden_at is null
          ${before === undefined ? sql`` : sql`and notifications.id < ${before}`}
        order by notifications.id desc limit 100`,
    );
    return rows.map(({ details, ...row }) => (details === null ? row : { ...row, reason: eventInWords(details) }));
  },

  async unread(readerId) {
    const [row] = await rowsOf<{ unread: number }>(
      db,
      sql`select count(*)::int as unread from notifications left join comments on comments.id = comment_id
          where notifications.user_id = ${readerId} and on_site and read_at is null and hidden_at is null`,
    );
    return row.unread;
  },

  async markRead(readerId, ids) {
    const which = ids === undefined ? sql`` : sql`and id in (select json_array_elements_text(${jsonOf(ids)})::int)`;
    await db.execute(
      sql`update notifications set read_at = now() where user_id = ${readerId} and read_at is null ${which}`,
    );
  },
});
