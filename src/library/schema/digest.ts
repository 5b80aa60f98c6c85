/** Tables of the digest: who gets it and how, what each has been mailed, and the mails on their way. */
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
} from "drizzle-orm/pg-core";
import type { AlertsContent } from "../alerts/content.ts";
import type { Sender } from "../digest/journal.ts";
import type { DeliveryContent } from "../digest/content.ts";
import { papers } from "./papers.ts";
import { users } from "./readers.ts";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
const words = (name: string) => jsonb(name).$type<readonly string[]>().notNull().default([]);

export const subscribers = pgTable(
  "subscribers",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    /** As it was given: mail goes there. */
    email: text("email").notNull(),
    emailKey: text("email_key").notNull().unique(),
    /** The account it belongs to: what that follows counts too. */
    userId: integer("user_id")
      .unique()
      .references(() => users.id, { onDelete: "set null" }),
    /** "pending": nobody has confirmed the address yet; it gets no digest. "suspended": mail to it fails. */
    state: text("state")
      .$type<"pending" | "active" | "paused" | "unsubscribed" | "suspended">()
      .notNull()
      .default("pending"),
    frequency: text("frequency").$type<"daily" | "weekly">().notNull().default("daily"),
    /** 1 is Monday; only for weekly digests. */
    weekday: integer("weekday").notNull().default(1),
    /** Of the reader's own day. */
    hour: integer("hour").notNull().default(8),
    /** IANA name. */
    zone: text("zone").notNull().default("UTC"),
    /** Slugs; empty: every topic. */
    topics: words("topics"),
    /** Names as they were typed. */
    authors: words("authors"),
    /** Queries as they were typed. */
    searches: words("searches"),
    /** Words and quoted phrases as they were typed: papers with any of them are left out. */
    without: text("without").notNull().default(""),
    /** In the order of the account's own taste (../for-you), where it has voted for enough. */
    forYou: boolean("for_you").notNull().default(false),
    minVotes: integer("min_votes").notNull().default(0),
    maxPapers: integer("max_papers").notNull().default(20),
    createdAt: moment("created_at").notNull().defaultNow(),
    confirmedAt: moment("confirmed_at"),
    /** When the next digest is due; null while none is. */
    nextAt: moment("next_at"),
    /** When a digest was last looked for, whether or not there was one: papers since then are not missed. */
    lookedAt: moment("looked_at"),
    /** Digests in a row that could not be delivered. */
    failures: integer("failures").notNull().default(0),
    suspendedFor: text("suspended_for"),
  },
  (table) => [
    index("subscribers_due").on(table.nextAt),
    check("subscribers_state", sql`${table.state} in ('pending', 'active', 'paused', 'unsubscribed', 'suspended')`),
    check("subscribers_frequency", sql`${table.frequency} in ('daily', 'weekly')`),
    check("subscribers_weekday", sql`${table.weekday} between 1 and 7`),
    check("subscribers_hour", sql`${table.hour} between 0 and 23`),
  ],
);

/** The outbox: one row per mail, a digest or alerts, written together with what it mails. */
export const deliveries = pgTable(
  "deliveries",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    subscriberId: integer("subscriber_id")
      .notNull()
      .references(() => subscribers.id, { onDelete: "cascade" }),
    /** "2026-11-25", or "2026-W48" of a weekly one; of alerts the moment, and the first of them. */
    period: text("period").notNull(),
    kind: text("kind").$type<"daily" | "weekly" | "alerts">().notNull(),
    content: jsonb("content").$type<DeliveryContent | AlertsContent>().notNull(),
    /** Random; names the mail for ever, however often it is tried. */
    messageId: text("message_id").notNull().unique(),
    state: text("state").$type<"queued" | "sending" | "sent" | "failed">().notNull().default("queued"),
    /** Tries so far. */
    attempts: integer("attempts").notNull().default(0),
    /** Of those, how many ended without an answer after the whole mail had been sent. */
    unanswered: integer("unanswered").notNull().default(0),
    notBefore: moment("not_before").notNull().defaultNow(),
    /** After this moment it is given up. */
    expiresAt: moment("expires_at").notNull(),
    /** Until when its sender is trusted to be at it. */
    leaseUntil: moment("lease_until"),
    sender: jsonb("sender").$type<Sender>(),
    createdAt: moment("created_at").notNull().defaultNow(),
    sentAt: moment("sent_at"),
    /** What the mail server said last. */
    answer: text("answer"),
  },
  (table) => [
    // The idempotency key: nobody gets a day or a week twice.
    unique("deliveries_once").on(table.subscriberId, table.period, table.kind),
    index("deliveries_waiting")
      .on(table.notBefore)
      .where(sql`${table.state} in ('queued', 'sending')`),
    check("deliveries_state", sql`${table.state} in ('queued', 'sending', 'sent', 'failed')`),
    check("deliveries_kind", sql`${table.kind} in ('daily', 'weekly', 'alerts')`),
  ],
);

/** Which paper went to whom. The key is the promise: a paper is mailed to a reader once. */
export const mailedPapers = pgTable(
  "mailed_papers",
  {
    subscriberId: integer("subscriber_id")
      .notNull()
      .references(() => subscribers.id, { onDelete: "cascade" }),
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    deliveryId: bigint("delivery_id", { mode: "number" })
      .notNull()
      .references(() => deliveries.id, { onDelete: "cascade" }),
  },
  (table) => [
    primaryKey({ columns: [table.subscriberId, table.paperId] }),
    index("mailed_papers_delivery").on(table.deliveryId),
  ],
);

/** Mail that did not arrive: what a server said, for the admin, and to know when to stop. */
export const bounces = pgTable(
  "bounces",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    subscriberId: integer("subscriber_id")
      .notNull()
      .references(() => subscribers.id, { onDelete: "cascade" }),
    at: moment("at").notNull().defaultNow(),
    /** The server will never take mail for this address. */
    permanent: boolean("permanent").notNull(),
    answer: text("answer").notNull(),
  },
  (table) => [index("bounces_subscriber").on(table.subscriberId, table.id.desc())],
);
