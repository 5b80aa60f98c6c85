/** Runs that somebody asked the server for: what is to be computed, for whom, and how far it is. What a run sees is in `runs`. */
import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type { PresetName } from "../catalogue.ts";
import { papers } from "./papers.ts";
import { users } from "./readers.ts";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const serverRuns = pgTable(
  "server_runs",
  {
    /** That of the run in `runs`, which is there from its first try on. */
    id: uuid("id").primaryKey(),
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    preset: text("preset").$type<PresetName>().notNull(),
    seeds: jsonb("seeds").$type<readonly number[]>().notNull(),
    /** Who asked; null: a visitor, a command of this machine, or an account that is gone. */
    userId: integer("user_id").references(() => users.id, { onDelete: "set null" }),
    /** Of a visitor: a digest of the network. */
    network: text("network"),
    state: text("state")
      .$type<"waiting" | "running" | "finished" | "cancelled" | "failed">()
      .notNull()
      .default("waiting"),
    /** How often a worker has begun it. What a worker says counts for its own try only. */
    attempt: integer("attempt").notNull().default(0),
    /** Tries that ended without a word: their worker died. */
    lost: integer("lost").notNull().default(0),
    /** Somebody has asked to end it. */
    cancelling: boolean("cancelling").notNull().default(false),
    /** 0..1 of the whole, and what it is at. */
    fraction: doublePrecision("fraction").notNull().default(0),
    doing: text("doing").notNull().default(""),
    requestedAt: moment("requested_at").notNull().defaultNow(),
    /** Last sign of life of its worker, by the database's clock. */
    heartbeatAt: moment("heartbeat_at"),
    finishedAt: moment("finished_at"),
    error: text("error"),
  },
  (table) => [
    index("server_runs_user").on(table.userId, table.requestedAt.desc()),
    index("server_runs_network").on(table.network, table.requestedAt.desc()),
    index("server_runs_unfinished")
      .on(table.requestedAt)
      .where(sql`${table.state} in ('waiting', 'running')`),
    check("server_runs_state", sql`${table.state} in ('waiting', 'running', 'finished', 'cancelled', 'failed')`),
    check("server_runs_preset", sql`${table.preset} in ('quick', 'full')`),
  ],
);
