/** Jobs as an administrator looks at them. */
import { desc, eq, sql } from "drizzle-orm";
import { integer, jsonb, pgSchema, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { Db } from "../store/database.ts";
import { sqlState } from "../store/migrate.ts";

export interface JobRow {
  readonly id: string;
  readonly name: string;
  readonly key: string | null;
  readonly state: "created" | "retry" | "active" | "completed" | "cancelled" | "failed";
  readonly data: Readonly<Record<string, unknown>>;
  /** Tries after the first. */
  readonly retries: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** When it may begin: for a job that failed, its next try. */
  readonly startAfter: string;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  /** What its latest try said when it failed. */
  readonly error: string | null;
}

const moment = (name: string) => timestamp(name, { withTimezone: true });

/** pg-boss's table, made and changed by pg-boss: only read here, and no part of our migrations. */
const job = pgSchema("pgboss").table("job", {
  id: uuid("id").notNull(),
  name: text("name").notNull(),
  state: text("state").$type<JobRow["state"]>().notNull(),
  data: jsonb("data").$type<JobRow["data"]>(),
  retryCount: integer("retry_count").notNull(),
  singletonKey: text("singleton_key"),
  createdOn: moment("created_on").notNull(),
  startAfter: moment("start_after").notNull(),
  startedOn: moment("started_on"),
  completedOn: moment("completed_on"),
  output: jsonb("output").$type<{ message?: unknown }>(),
});

const largest = 1_000;

/** See `Jobs.list`; nothing where no job was ever started. */
export async function listJobs(
  db: Db,
  { name, limit = 100 }: { readonly name?: string; readonly limit?: number } = {},
): Promise<JobRow[]> {
  try {
    const rows = await db
      .select()
      .from(job)
      // pg-boss's own queues begin so.
      .where(name === undefined ? sql`${job.name} not like '\\_\\_pgboss\\_\\_%'` : eq(job.name, name))
      .orderBy(desc(job.createdOn), desc(job.id))
      .limit(Math.min(limit, largest));
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      key: row.singletonKey,
      state: row.state,
      data: row.data ?? {},
      retries: row.retryCount,
      createdAt: row.createdOn.toISOString(),
      startAfter: row.startAfter.toISOString(),
      startedAt: row.startedOn?.toISOString() ?? null,
      completedAt: row.completedOn?.toISOString() ?? null,
      error: typeof row.output?.message === "string" ? row.output.message : null,
    }));
  } catch (error) {
    if (sqlState(error) === undefinedTable) return [];
    throw error;
  }
}

const undefinedTable = "42P01";

/** The latest job of a name that has begun; null where none is kept. */
export async function latestJobOf(db: Db, name: string): Promise<JobRow | null> {
  return (await listJobs(db, { name, limit: 20 })).find(({ startedAt }) => startedAt !== null) ?? null;
}
