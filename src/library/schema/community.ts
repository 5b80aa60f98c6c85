/** Tables of what readers make of papers together: follows, notifications, reports, authorship, collections, submissions. */
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
} from "drizzle-orm/pg-core";
import { paperEvents } from "./alerts.ts";
import { deliveries } from "./digest.ts";
import { papers } from "./papers.ts";
import type { NotificationKind } from "../community/notifications.ts";
import { comments, users } from "./readers.ts";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
const id = () => integer("id").primaryKey().generatedAlwaysAsIdentity();
const ofUser = () =>
  integer("user_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" });
const ofPaper = () =>
  integer("paper_id")
    .notNull()
    .references(() => papers.id, { onDelete: "cascade" });

/** What somebody wants to hear of: a paper, an author, a topic, or a saved search. */
export const follows = pgTable(
  "follows",
  {
    id: id(),
    userId: ofUser(),
    kind: text("kind").$type<"paper" | "author" | "topic" | "search">().notNull(),
    /** `papers.slug` as it was then, `authors.name_key`, `topics.slug`, or the query as it was typed. */
    value: text("value").notNull(),
    /** Of a paper: its address may change. */
    paperId: integer("paper_id").references(() => papers.id, { onDelete: "cascade" }),
    /** For people: the paper's title, the author's name, the topic's name, the query. */
    label: text("label").notNull(),
    /** Words and quoted phrases, as they were typed: what has any of them is not told. */
    without: text("without").notNull().default(""),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    unique("follows_once").on(table.userId, table.kind, table.value),
    unique("follows_paper_once").on(table.userId, table.paperId),
    index("follows_value").on(table.kind, table.value),
    index("follows_paper").on(table.paperId),
    check("follows_kind", sql`${table.kind} in ('paper', 'author', 'topic', 'search')`),
    check("follows_paper_named", sql`(${table.kind} = 'paper') = (${table.paperId} is not null)`),
  ],
);

/** One row per person and thing to hear of, however often it happens again. */
export const notifications = pgTable(
  "notifications",
  {
    id: id(),
    userId: ofUser(),
    kind: text("kind").$type<NotificationKind>().notNull(),
    paperId: ofPaper(),
    /** Of a mention or a reply. */
    commentId: integer("comment_id").references(() => comments.id, { onDelete: "cascade" }),
    /** What was followed, as it was called then; or what became of a request. */
    reason: text("reason"),
    /** Of a new version, of code, of a verdict. */
    eventId: bigint("event_id", { mode: "number" }).references(() => paperEvents.id, { onDelete: "cascade" }),
    /** Whether it is shown on the site, and whether in the reader's feed. What is in neither is kept too, so that it is not told later. */
    onSite: boolean("on_site").notNull().default(true),
    inFeed: boolean("in_feed").notNull().default(false),
    /** "due": wanted by mail; "made": it is in a mail, which is sent once. */
    mail: text("mail").$type<"off" | "due" | "made">().notNull().default("off"),
    deliveryId: bigint("delivery_id", { mode: "number" }).references(() => deliveries.id, { onDelete: "set null" }),
    createdAt: moment("created_at").notNull().defaultNow(),
    readAt: moment("read_at"),
  },
  (table) => [
    unique("notifications_once")
      .on(table.userId, table.kind, table.paperId, table.commentId, table.eventId)
      .nullsNotDistinct(),
    index("notifications_user").on(table.userId, table.id.desc()),
    index("notifications_due")
      .on(table.userId)
      .where(sql`${table.mail} = 'due'`),
    index("notifications_delivery").on(table.deliveryId),
    check("notifications_mail", sql`${table.mail} in ('off', 'due', 'made')`),
  ],
);

/** Comments that somebody asked an editor to look at. */
export const reports = pgTable(
  "reports",
  {
    id: id(),
    commentId: integer("comment_id")
      .notNull()
      .references(() => comments.id, { onDelete: "cascade" }),
    userId: ofUser(),
    reason: text("reason").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    resolvedAt: moment("resolved_at"),
    resolution: text("resolution").$type<"hidden" | "dismissed">(),
  },
  (table) => [unique("reports_once").on(table.commentId, table.userId), index("reports_open").on(table.resolvedAt)],
);

/** Who says to be an author of a paper, and what an admin said to that. */
export const authorshipClaims = pgTable(
  "authorship_claims",
  {
    id: id(),
    paperId: ofPaper(),
    userId: ofUser(),
    /** As the paper names its author; as the person wrote it where the names are not known. */
    author: text("author").notNull(),
    /** How it can be checked. */
    note: text("note").notNull().default(""),
    state: text("state").$type<"pending" | "confirmed" | "denied">().notNull().default("pending"),
    createdAt: moment("created_at").notNull().defaultNow(),
    decidedAt: moment("decided_at"),
  },
  (table) => [
    unique("authorship_claims_once").on(table.paperId, table.userId),
    index("authorship_claims_state").on(table.state, table.id),
    check("authorship_claims_state", sql`${table.state} in ('pending', 'confirmed', 'denied')`),
  ],
);

/** Lists of papers that a person keeps. */
export const collections = pgTable(
  "collections",
  {
    /** 128 random bits: whoever has the address of a list shared by link may read it. */
    id: text("id").primaryKey(),
    userId: ofUser(),
    title: text("title").notNull(),
    description: text("description").notNull().default(""),
    visibility: text("visibility").$type<"private" | "link" | "public">().notNull().default("private"),
    createdAt: moment("created_at").notNull().defaultNow(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("collections_user").on(table.userId),
    check("collections_visibility", sql`${table.visibility} in ('private', 'link', 'public')`),
  ],
);

export const collectionPapers = pgTable(
  "collection_papers",
  {
    collectionId: text("collection_id")
      .notNull()
      .references(() => collections.id, { onDelete: "cascade" }),
    paperId: ofPaper(),
    /** Rises along the list; gaps are harmless. */
    position: integer("position").notNull(),
    note: text("note").notNull().default(""),
    addedAt: moment("added_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.collectionId, table.paperId] }),
    index("collection_papers_paper").on(table.paperId),
  ],
);

/** Papers that readers brought, and how far each has come. */
export const submissions = pgTable(
  "submissions",
  {
    id: id(),
    userId: ofUser(),
    /** As it was typed: an arXiv id, a DOI, an address. */
    reference: text("reference").notNull(),
    /** To be said below the paper once it is there; emptied when it has been. */
    comment: text("comment").notNull().default(""),
    state: text("state").$type<"working" | "done" | "failed">().notNull().default("working"),
    /** Why it failed, in a sentence. */
    problem: text("problem"),
    paperId: integer("paper_id").references(() => papers.id, { onDelete: "set null" }),
    /** Whether the paper came with it; false: it was here already. */
    created: boolean("created"),
    createdAt: moment("created_at").notNull().defaultNow(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("submissions_user").on(table.userId, table.id.desc()),
    index("submissions_paper").on(table.paperId),
    index("submissions_state").on(table.state, table.updatedAt),
  ],
);

/** The private addresses of a reader's feeds: whoever has them may read, because programs that read feeds cannot sign in. */
export const privateFeeds = pgTable("private_feeds", {
  userId: integer("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  /** 128 random bits. */
  token: text("token").notNull().unique(),
});
