/** What runs when: the schedules of this process, with what came of each and when it is next. */
import { CronExpressionParser } from "cron-parser";
import type { Db } from "../store/database.ts";
import { latestJobOf, type JobRow } from "./rows.ts";

export interface ScheduleRow {
  readonly name: string;
  /** A cron line of five fields, in this time zone. */
  readonly cron: string;
  readonly tz: string;
  /** ISO 8601, UTC. */
  readonly nextAt: string;
  /** Of what is kept; null where there is none. */
  readonly last: Pick<JobRow, "state" | "createdAt" | "completedAt" | "error"> | null;
}

export async function listSchedules(
  db: Db,
  planned: Iterable<readonly [name: string, plan: { readonly cron: string; readonly tz?: string }]>,
  now = new Date(),
): Promise<ScheduleRow[]> {
  const rows: ScheduleRow[] = [];
  for (const [name, { cron, tz = "UTC" }] of planned) {
    const nextAt = CronExpressionParser.parse(cron, { tz, currentDate: now }).next().toDate().toISOString();
    rows.push({ name, cron, tz, nextAt, last: await latestJobOf(db, name) });
  }
  return rows.sort((a, b) => a.nextAt.localeCompare(b.nextAt) || a.name.localeCompare(b.name));
}
