/** Tables of alerts: what happened to papers, which verdicts were last seen, and how each reader wants to hear of it. */
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
import type { EventDetails, EventKind } from "../alerts/events.ts";
import type { AlertKind, Channel } from "../alerts/switches.ts";
import { papers } from "./papers.ts";
import { users } from "./readers.ts";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** What happened to a paper that its followers want to know; only ever added to. */
export const paperEvents = pgTable(
  "paper_events",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    kind: text("kind").$type<EventKind>().notNull(),
    /** Which version, which code, which change of which verdict: the same thing does not happen twice. */
    key: text("key").notNull(),
    details: jsonb("details").$type<EventDetails>().notNull(),
    /** When it was written, and not when its transaction began: a follow may have come between. */
    at: moment("at")
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (table) => [
    unique("paper_events_once").on(table.paperId, table.kind, table.key),
    index("paper_events_at").on(table.at),
    check("paper_events_kind", sql`${table.kind} in ('version', 'code', 'verdict')`),
  ],
);

/** The verdict of each claim as it was last looked at. Verdicts themselves are computed from runs, and stored nowhere. */
export const claimVerdicts = pgTable(
  "claim_verdicts",
  {
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    /** `claims.id` */
    claim: text("claim").notNull(),
    /** null: it had none. */
    verdict: text("verdict"),
    /** How often it has changed. */
    changes: integer("changes").notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.claim] })],
);

/** Where a reader wants something else than what is usual. */
export const alertSwitches = pgTable(
  "alert_switches",
  {
    userId: integer("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    kind: text("kind").$type<AlertKind>().notNull(),
    channel: text("channel").$type<Channel>().notNull(),
    on: boolean("on").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.kind, table.channel] }),
    check("alert_switches_channel", sql`${table.channel} in ('site', 'mail', 'feed')`),
  ],
);
