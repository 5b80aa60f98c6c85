/** How a run stands, and what it has seen since a place that a reader names. Any run can be followed; what waits is one of the server's. */
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Measurement, Point, PresetName, RunRecord } from "../catalogue.ts";
import { isUuid } from "../runs/id.ts";
import { unpackPoints } from "../runs/points.ts";
import { papers, serverRuns } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { isoTime, rowsOf } from "../store/rows.ts";
import { isGone, lease, type WorkerColumns } from "./lease.ts";
import { askedBy } from "./request.ts";
import type { Asker } from "./permission.ts";

/** How a run stands. */
export interface RunStatus {
  readonly id: string;
  /** Slug. */
  readonly paper: string;
  readonly preset: PresetName;
  readonly seeds: readonly number[];
  /** "waiting": of the server's runs, for a worker; for another one, where the one before it has died. */
  readonly state: RunRecord["state"] | "waiting";
  /** Whether somebody asked the server for it; all else below is known of these only. */
  readonly onServer: boolean;
  /** Runs that are before it, while it waits. */
  readonly ahead: number;
  /** How often it was begun. */
  readonly attempt: number;
  /** Workers that died of it. */
  readonly lost: number;
  /** Somebody has asked to end it, and its worker is about to. */
  readonly cancelling: boolean;
  /** 0..1 */
  readonly fraction: number;
  readonly doing: string;
  /** ISO 8601, UTC; null before the first try. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly error: string | null;
}

/** What a run has seen since a cursor, or a part of it. */
export interface RunNews {
  /** Where this ends: what to ask for next. */
  readonly cursor: string;
  /** The run began anew: what was received before counts no more. */
  readonly restarted: boolean;
  readonly status: RunStatus;
  readonly points: readonly Point[];
  readonly measurements: readonly Measurement[];
  readonly notes: readonly string[];
  /** There is more already. */
  readonly more: boolean;
}

/** How much one answer holds at most: batches of points, each of which has 20,000 at most and usually 2,000; measurements; notes. */
const most = { batches: 2, measurements: 500, notes: 100 };

interface Cursor {
  readonly attempt: number;
  /** How many of each were received; of points, how many batches. */
  readonly batches: number;
  readonly measurements: number;
  readonly notes: number;
}

const beginning: Cursor = { attempt: 0, batches: 0, measurements: 0, notes: 0 };

/** What is no cursor of ours is the beginning. */
function cursorOf(text: string | null | undefined): Cursor {
  const found = /^(\d{1,6})\.(\d{1,7})\.(\d{1,7})\.(\d{1,7})$/.exec(text ?? "");
  if (found === null) return beginning;
  const [attempt, batches, measurements, notes] = found.slice(1).map(Number);
  return { attempt, batches, measurements, notes };
}

const textOf = ({ attempt, batches, measurements, notes }: Cursor): string =>
  `${attempt}.${batches}.${measurements}.${notes}`;

interface HeadRow
  extends
    WorkerColumns,
    Pick<
      RunStatus,
      | "onServer"
      | "ahead"
      | "attempt"
      | "lost"
      | "cancelling"
      | "fraction"
      | "doing"
      | "startedAt"
      | "finishedAt"
      | "error"
    > {
  readonly paper: string;
  readonly preset: PresetName;
  readonly seeds: string;
  readonly wanted: "waiting" | "running" | "finished" | "cancelled" | "failed" | null;
  readonly computed: RunRecord["state"] | null;
  /** The worker of the server's run, and the process of any other, has said nothing for too long. */
  readonly silent: boolean;
  readonly batch: number;
}

const headColumns = sql`
  p.slug as paper, coalesce(s.preset, r.preset) as preset, coalesce(s.seeds, r.seeds)::text as seeds,
  s.id is not null as "onServer", s.state as wanted, r.state as computed,
  case when s.state = 'waiting' then (select count(*)::int from server_runs w where w.state = 'waiting' and w.requested_at < s.requested_at) else 0 end as ahead,
  coalesce(s.attempt, 0) as attempt, coalesce(s.lost, 0) as lost, coalesce(s.cancelling, false) as cancelling,
  coalesce(s.fraction, 0)::float8 as fraction, coalesce(s.doing, '') as doing,
  ${isoTime(sql`r.started_at`)} as "startedAt", ${isoTime(sql`case when s.id is null then r.finished_at else s.finished_at end`)} as "finishedAt",
  case when s.id is null then r.error else s.error end as error,
  r.process_host as host, r.process_pid as pid, r.process_started as started,
  case when s.id is null then coalesce(r.heartbeat_at < now() - interval '2 minutes', false)
    else coalesce(s.heartbeat_at < now() - ${lease}, false) end as silent,
  coalesce(r.next_batch, 0) as batch`;

/** A run is in the one table, in the other, or in both; one that an administrator has hidden is in none. */
const headTables = (id: string) => sql`
  from (select ${id}::uuid as id) wanted
  left join server_runs s on s.id = wanted.id
  left join runs r on r.id = wanted.id and r.hidden_at is null
  join papers p on p.id = coalesce(s.paper_id, r.paper_id)`;

function statusOf(id: string, row: HeadRow): RunStatus {
  const { paper, preset, onServer, ahead, attempt, cancelling, fraction, doing, startedAt, finishedAt, error } = row;
  const dead = row.silent || isGone(row);
  const lost = row.lost + (row.wanted === "running" && dead ? 1 : 0);
  const state =
    row.wanted === null
      ? row.computed === "running" && dead
        ? "interrupted"
        : row.computed!
      : row.wanted === "running" && dead
        ? "waiting"
        : row.wanted;
  const seeds = JSON.parse(row.seeds) as number[];
  return {
    ...{ id, paper, preset, seeds, state, onServer, ahead, attempt },
    ...{ lost, fraction, doing, startedAt, finishedAt, error },
    cancelling: cancelling && (state === "running" || state === "waiting"),
  };
}

export const hasEnded = ({ state }: Pick<RunStatus, "state">): boolean => state !== "waiting" && state !== "running";

/** null: there is no such run. */
export async function statusOfRun(db: Db, id: string): Promise<RunStatus | null> {
  return (await headOf(db, id))?.status ?? null;
}

/** Its status, and a text that is another one as soon as there is news. */
export async function headOf(db: Db, id: string): Promise<{ status: RunStatus; version: string } | null> {
  if (!isUuid(id)) return null;
  const [row] = await rowsOf<HeadRow>(db, sql`select ${headColumns} ${headTables(id)}`);
  if (row === undefined) return null;
  const status = statusOf(id.toLowerCase(), row);
  return { status, version: JSON.stringify([status, row.batch]) };
}

/**
 * In one statement, so that all of it is of one moment.
 * @param after the cursor of the news before; anything else: from the beginning.
 * @returns null where there is no such run.
 */
export async function newsOf(db: Db, id: string, after?: string | null): Promise<RunNews | null> {
  if (!isUuid(id)) return null;
  const given = cursorOf(after);
  // What was received of another try is not where this one is.
  const from = (place: number) =>
    sql`case when coalesce(s.attempt, 0) = ${given.attempt} then ${place}::int else 0 end`;
  const [row] = await rowsOf<HeadRow & { points: string; measured: string; notes: string; noted: number }>(
    db,
    sql`select ${headColumns},
      (select coalesce(json_agg(b.packed order by b.ordinal), '[]')::text from (
        select packed, ordinal from point_batches where run_id = r.id and ordinal >= ${from(given.batches)}
        order by ordinal limit ${most.batches}) b) as points,
      (select coalesce(json_agg(json_build_array(m.claim, m.value, m.exact, m.seed, m.twin) order by m.ordinal), '[]')::text from (
        select * from measurements where run_id = r.id and ordinal >= ${from(given.measurements)}
        order by ordinal limit ${most.measurements}) m) as measured,
      (select coalesce(json_agg(n.text order by n.place), '[]')::text from (
        select text, place from jsonb_array_elements_text(coalesce(r.notes, '[]')) with ordinality as t(text, place)
        where place > ${from(given.notes)} order by place limit ${most.notes}) n) as notes
    ${headTables(id)}`,
  );
  if (row === undefined) return null;
  const same = row.attempt === given.attempt;
  const batches = JSON.parse(row.points) as string[];
  const measured = JSON.parse(row.measured) as [string, number | null, boolean, number, number | null][];
  const notes = JSON.parse(row.notes) as string[];
  const start = same ? given : { ...beginning, attempt: row.attempt };
  return {
    cursor: textOf({
      attempt: row.attempt,
      batches: start.batches + batches.length,
      measurements: start.measurements + measured.length,
      notes: start.notes + notes.length,
    }),
    restarted: !same && given.batches + given.measurements + given.notes > 0,
    status: statusOf(id.toLowerCase(), row),
    points: batches.flatMap(unpackPoints),
    measurements: measured.map(([claim, value, exact, seed, twin]) => ({
      ...{ claim, value, exact, seed },
      ...(twin === null ? {} : { twin }),
    })),
    notes,
    more: batches.length === most.batches || measured.length === most.measurements || notes.length === most.notes,
  };
}

/** Of the runs that somebody asked for of a paper: the one that is still to be done, the latest of several. */
export async function unfinishedOf(db: Db, asker: Asker, paper: string): Promise<string | null> {
  const [found] = await db
    .select({ id: serverRuns.id })
    .from(serverRuns)
    .innerJoin(papers, eq(papers.id, serverRuns.paperId))
    .where(and(eq(papers.slug, paper), askedBy(asker), inArray(serverRuns.state, ["waiting", "running"])))
    .orderBy(desc(serverRuns.requestedAt))
    .limit(1);
  return found?.id ?? null;
}

/** Those that are to be done, the first that was asked for first; there are at most as many as may wait. */
export async function unfinished(db: Db, limit = 10_000): Promise<string[]> {
  const rows = await db
    .select({ id: serverRuns.id })
    .from(serverRuns)
    .where(inArray(serverRuns.state, ["waiting", "running"]))
    .orderBy(serverRuns.requestedAt)
    .limit(limit);
  return rows.map(({ id }) => id);
}
