/** Tables of the ledger: runs, and every point, number and note they left. */
import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  json,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type { Machine } from "#lab/kit/index";
import type { PresetName, RunOrigin, RunRecord } from "../catalogue.ts";
import { papers } from "./papers.ts";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const runs = pgTable(
  "runs",
  {
    id: uuid("id").primaryKey(),
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    preset: text("preset").$type<PresetName>().notNull(),
    /** Hash of claims, plan and full settings as they were; null for runs from before it was kept. */
    registration: text("registration"),
    seeds: jsonb("seeds").$type<readonly number[]>().notNull(),
    device: text("device").$type<RunRecord["device"]>().notNull(),
    threads: integer("threads").notNull(),
    versions: json("versions").$type<Readonly<Record<string, string>>>().notNull(),
    machine: json("machine").$type<Machine>().notNull(),
    origin: text("origin").$type<RunOrigin>().notNull(),
    state: text("state").$type<RunRecord["state"]>().notNull(),
    startedAt: moment("started_at").notNull(),
    finishedAt: moment("finished_at"),
    error: text("error"),
    notes: jsonb("notes").$type<readonly string[]>().notNull().default([]),
    /** Committed results that a later version of the paper replaced. */
    superseded: boolean("superseded").notNull().default(false),
    /** Since when an administrator has had it out of sight. */
    hiddenAt: moment("hidden_at"),
    /** About how much room a visitor's run takes; 0 for every other. */
    bytes: integer("bytes").notNull().default(0),
    /** Hash of the whole record, for runs that arrive whole: saving one again is told from a clash of ids. */
    contentHash: text("content_hash"),
    receivedAt: moment("received_at").notNull().defaultNow(),
    /** Last sign of life of a running run, by the database's clock. */
    heartbeatAt: moment("heartbeat_at").notNull().defaultNow(),
    /** Sequence of the batch expected next; earlier ones have been stored. */
    nextBatch: integer("next_batch").notNull().default(0),
    processHost: text("process_host"),
    processPid: integer("process_pid"),
    processStarted: text("process_started"),
  },
  (table) => [
    index("runs_paper").on(table.paperId, table.startedAt.desc()),
    index("runs_started").on(table.startedAt.desc()),
    index("runs_visitors")
      .on(table.receivedAt.desc())
      .where(sql`${table.origin} = 'browser'`),
    index("runs_running")
      .on(table.heartbeatAt)
      .where(sql`${table.state} = 'running'`),
    check("runs_state", sql`${table.state} in ('running', 'finished', 'cancelled', 'failed', 'interrupted')`),
    check("runs_origin", sql`${table.origin} in ('committed', 'server', 'cli', 'browser')`),
    check("runs_preset", sql`${table.preset} in ('quick', 'full')`),
  ],
);

/** Points as they came: see runs/points.ts. */
export const pointBatches = pgTable(
  "point_batches",
  {
    runId: uuid("run_id")
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    ordinal: integer("ordinal").notNull(),
    /** How many there are in it. */
    points: integer("points").notNull(),
    packed: text("packed").notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.ordinal] })],
);

export const measurements = pgTable(
  "measurements",
  {
    runId: uuid("run_id")
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    ordinal: integer("ordinal").notNull(),
    /** Claim key within the run's paper. */
    claim: text("claim").notNull(),
    /** null: it diverged. */
    value: doublePrecision("value"),
    exact: boolean("exact").notNull(),
    seed: integer("seed").notNull(),
    /** What the baseline's own copy showed; null where none was timed. */
    twin: doublePrecision("twin"),
  },
  (table) => [primaryKey({ columns: [table.runId, table.ordinal] })],
);
