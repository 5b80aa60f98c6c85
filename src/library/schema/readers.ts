/** Tables of people: who they are, how they are signed in, and what they think of papers. */
import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";
import { papers } from "./papers.ts";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const users = pgTable(
  "users",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    /** As `parseAddress` gives it; null for the owner of a single-user installation. */
    email: text("email"),
    /** Its `addressKey`: what two addresses are compared by. */
    emailKey: text("email_key").unique(),
    name: text("name").notNull(),
    role: text("role").$type<"reader" | "editor" | "admin">().notNull().default("reader"),
    createdAt: moment("created_at").notNull().defaultNow(),
    /** When this person last followed a link; null for somebody who was invited and never came. */
    signedInAt: moment("signed_in_at"),
    /** Since when this person may no longer sign in. */
    disabledAt: moment("disabled_at"),
  },
  (table) => [check("users_role", sql`${table.role} in ('reader', 'editor', 'admin')`)],
);

export const sessions = pgTable(
  "sessions",
  {
    /** SHA-256 of the cookie's token, hexadecimal: the table alone lets nobody in. */
    hash: text("hash").primaryKey(),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: moment("created_at").notNull().defaultNow(),
    seenAt: moment("seen_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
    /** What the browser calls itself, cut to 200 characters. */
    agent: text("agent"),
  },
  (table) => [index("sessions_user").on(table.userId), index("sessions_expires").on(table.expiresAt)],
);

/** Links that sign somebody in, once: whoever uses one deletes its row. */
export const signInLinks = pgTable(
  "sign_in_links",
  {
    /** SHA-256 of the link's token, hexadecimal. */
    hash: text("hash").primaryKey(),
    /** The address the link was sent to. */
    email: text("email").notNull(),
    emailKey: text("email_key").notNull(),
    /** Where to go then: a path of the site. */
    next: text("next").notNull().default("/"),
    createdAt: moment("created_at").notNull().defaultNow(),
    /** For how long it works: an invitation waits for somebody who did not ask for it. */
    minutes: integer("minutes").notNull().default(15),
  },
  (table) => [index("sign_in_links_email").on(table.emailKey), index("sign_in_links_created").on(table.createdAt)],
);

/** Secrets that programs of a reader use in place of a session. */
export const apiTokens = pgTable(
  "api_tokens",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** What it is for, in its owner's words. */
    name: text("name").notNull(),
    /** SHA-256 of the token, hexadecimal: it is shown once and kept nowhere. */
    hash: text("hash").notNull().unique(),
    scope: text("scope").$type<"read" | "write" | "admin">().notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    usedAt: moment("used_at"),
  },
  (table) => [
    index("api_tokens_user").on(table.userId),
    check("api_tokens_scope", sql`${table.scope} in ('read', 'write', 'admin')`),
  ],
);

export const votes = pgTable(
  "votes",
  {
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.userId] }), index("votes_user").on(table.userId)],
);

export const bookmarks = pgTable(
  "bookmarks",
  {
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.userId] }), index("bookmarks_user").on(table.userId)],
);

/** What somebody has said not to be for them. */
export const dismissals = pgTable(
  "dismissals",
  {
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.userId] }), index("dismissals_user").on(table.userId)],
);

export const comments = pgTable(
  "comments",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    /** null: the account is gone, its words stay. */
    userId: integer("user_id").references(() => users.id, { onDelete: "set null" }),
    /** A comment of the same paper that has no parent itself: replies go one level deep. */
    parentId: integer("parent_id"),
    /** As it was written; it is rendered and sanitized on its way out. Emptied when its author deletes it. */
    markdown: text("markdown").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    editedAt: moment("edited_at"),
    deletedAt: moment("deleted_at"),
    /** Taken out of sight by an editor or an admin. */
    hiddenAt: moment("hidden_at"),
  },
  (table) => [
    foreignKey({ columns: [table.parentId], foreignColumns: [table.id], name: "comments_parent" }).onDelete("cascade"),
    index("comments_paper").on(table.paperId, table.createdAt),
    index("comments_user").on(table.userId),
  ],
);

/** Token buckets: one row per thing that is limited. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    /** What is limited and for whom: "sign-in address 6f1c...". */
    key: text("key").primaryKey(),
    tokens: doublePrecision("tokens").notNull(),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [index("rate_limits_at").on(table.at)],
);

/** Who did what that others should be able to look up later. Only ever added to. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: moment("at").notNull().defaultNow(),
    /** null: papertape itself, or an account that is gone. */
    userId: integer("user_id").references(() => users.id, { onDelete: "set null" }),
    /** "role changed", "comment hidden", "backup made", ... */
    action: text("action").notNull(),
    /** On what: "user 3", "comment 17". */
    subject: text("subject").notNull(),
    details: jsonb("details").$type<Readonly<Record<string, unknown>>>().notNull().default({}),
  },
  (table) => [index("audit_log_at").on(table.at.desc())],
);
