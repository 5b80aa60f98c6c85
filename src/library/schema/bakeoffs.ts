/** Tables of the bake-offs: their runs, and the units that each has done. */
import { sql } from "drizzle-orm";
import {
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
import type { BakeoffRun, Row } from "#bakeoffs/bakeoff";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const bakeoffRuns = pgTable(
  "bakeoff_runs",
  {
    id: uuid("id").primaryKey(),
    bakeoff: text("bakeoff").notNull(),
    preset: text("preset").$type<BakeoffRun["preset"]>().notNull(),
    /** Fingerprint of everything that results depend on. */
    definition: text("definition").notNull(),
    device: text("device").$type<BakeoffRun["device"]>().notNull(),
    threads: integer("threads").notNull(),
    versions: json("versions").$type<BakeoffRun["versions"]>().notNull(),
    machine: json("machine").$type<BakeoffRun["machine"]>().notNull(),
    state: text("state").$type<BakeoffRun["state"]>().notNull(),
    startedAt: moment("started_at").notNull(),
    finishedAt: moment("finished_at"),
    error: text("error"),
  },
  (table) => [
    index("bakeoff_runs_started").on(table.bakeoff, table.startedAt.desc()),
    check("bakeoff_runs_state", sql`${table.state} in ('running', 'finished', 'cancelled', 'failed')`),
    check("bakeoff_runs_preset", sql`${table.preset} in ('quick', 'full')`),
  ],
);

export const bakeoffUnits = pgTable(
  "bakeoff_units",
  {
    runId: uuid("run_id")
      .notNull()
      .references(() => bakeoffRuns.id, { onDelete: "cascade" }),
    key: text("key").notNull(),
    finishedAt: moment("finished_at").notNull(),
    seconds: doublePrecision("seconds").notNull(),
    row: jsonb("row").$type<Row>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.key] })],
);
