/**
 * Runs that visitors send. Nobody can check them, and anybody can send as many as the limits let through: so each is held to
 * what its experiment can produce, is thinned to what a chart shows, has the server's times, and all together have bounded room.
 */
import { eq, sql } from "drizzle-orm";
import type { ExperimentFacts, RunRecord } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import { runs } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { linesOf, shown, thinned } from "./lines.ts";
import { packPoints } from "./points.ts";

/** What no experiment of ours comes near: see the test, which holds all results that ship against it. */
export const plausible = {
  series: shown.series,
  /** Of one series under one seed. */
  points: 2_000,
  /** Experiments compute in single precision, up to 3.4e38; a square or a quotient of that stays below. */
  size: 1e100,
  /** Measurements of one claim under one seed. */
  measurements: 4,
  /** Characters of all notes together. */
  notes: 50_000,
  hours: 24,
} as const;

/** Reasons why an experiment cannot have produced this; the shape of the record is known to be right. */
export function implausible(run: RunRecord, { presets, measures, charts }: ExperimentFacts): string[] {
  const max = presets[run.preset].seeds;
  const reasons: string[] = [];
  if (run.seeds.some((seed) => seed < 1 || seed > max))
    reasons.push(`seeds: a ${run.preset} run of ${run.paper} has the seeds 1 to ${max}, not ${run.seeds.join(", ")}`);

  const drawn = linesOf(run.points);
  for (const [name, { x, y }] of Object.entries(charts)) {
    const lines = drawn[name] ?? [];
    const series = new Set(lines.map((line) => line.series)).size;
    const longest = lines.reduce((length, line) => Math.max(length, line.x.length), 0);
    const where = `points: chart ${JSON.stringify(name)}`;
    if (series > plausible.series)
      reasons.push(`${where} has ${series} series; at most ${plausible.series} can be told apart`);
    if (longest > plausible.points)
      reasons.push(`${where} has ${longest} points in one series; no experiment draws more than ${plausible.points}`);
    for (const [axis, names, values] of [
      ["x", x.names, lines.flatMap((line) => line.x)],
      ["y", y.names, lines.flatMap((line) => line.y)],
    ] as const) {
      const strange = values.find((value) => value !== null && !isPossible(value, names));
      if (strange !== undefined)
        reasons.push(`${where} has ${axis} = ${strange}; ${names ? `it is one of 1 to ${names.length}` : tooLarge}`);
    }
  }

  const times = new Map<string, number>();
  for (const { claim, value, twin, seed } of run.measurements) {
    for (const number of [value, twin])
      if (number !== null && number !== undefined && !isPossible(number, undefined))
        reasons.push(`measurements: ${claim} is ${number}; ${tooLarge}`);
    times.set(`${claim} ${seed}`, (times.get(`${claim} ${seed}`) ?? 0) + 1);
  }
  for (const claim of new Set(run.measurements.map((measurement) => measurement.claim)))
    if (!measures.includes(claim))
      reasons.push(`measurements: the experiment of ${run.paper} does not measure ${claim}`);
  for (const [what, count] of times)
    if (count > plausible.measurements)
      reasons.push(
        `measurements: ${count} of claim and seed ${what}; no experiment makes more than ${plausible.measurements}`,
      );

  const said = run.notes.reduce((length, note) => length + note.length, 0);
  if (said > plausible.notes) reasons.push(`notes: ${said} characters; at most ${plausible.notes} are kept`);
  if (durationOf(run) > plausible.hours * 3_600_000) reasons.push(`the run took more than ${plausible.hours} hours`);
  return reasons;
}

const tooLarge = `no experiment computes beyond ${plausible.size}`;

/** What is named n covers the axis from n - 0.5 to n + 0.5: a chart can show parts of it, such as the halves of a game. */
const isPossible = (value: number, names: readonly string[] | undefined): boolean =>
  names ? value >= 0.5 && value <= names.length + 0.5 : Math.abs(value) <= plausible.size;

const durationOf = ({ startedAt, finishedAt }: RunRecord): number => Date.parse(finishedAt!) - Date.parse(startedAt);

/** The run as it is kept: its points thinned, its end now. Of its own times only how long it took is believed. */
export function asReceived(run: RunRecord, now: number): RunRecord {
  const points = Object.entries(linesOf(run.points)).flatMap(([chart, lines]) =>
    thinned(lines).lines.flatMap(({ series, seed, x, y }) =>
      x.map((across, index) => ({ chart, series, x: across, y: y[index], seed })),
    ),
  );
  return {
    ...run,
    points,
    startedAt: new Date(now - durationOf(run)).toISOString(),
    finishedAt: new Date(now).toISOString(),
  };
}

/** About how many bytes a run takes in the tables: a row and its places in indexes, and what it says. */
export function bytesOf({ points, measurements, notes, versions, machine, error }: RunRecord): number {
  const text = [packPoints(points), JSON.stringify([notes, versions, machine, error])];
  return 1_000 + 150 * measurements.length + text.reduce((sum, one) => sum + Buffer.byteLength(one), 0);
}

export interface VisitorsRoom {
  /** Bytes that all visitors' runs together may take; 0: none are kept. */
  readonly bytes: number;
}

const visitors = eq(runs.origin, "browser");

/** @throws LibraryError NO_ROOM where a run of this size is not kept. */
export function mustFit(bytes: number, room: VisitorsRoom): void {
  if (room.bytes === 0)
    throw new LibraryError("NO_ROOM", "this library keeps no runs of visitors (PAPERTAPE_VISITOR_RUNS is 0)");
  if (bytes > room.bytes)
    throw new LibraryError(
      "NO_ROOM",
      `the run takes ${bytes} bytes, and all visitors' runs together have ${room.bytes}`,
    );
}

/**
 * Gives the room of deleted rows to the next ones, as a server's Postgres does by itself: otherwise the files would grow until night.
 */
export async function reclaim(db: Db): Promise<void> {
  for (const table of ["runs", "point_batches", "measurements"]) await db.execute(sql`vacuum ${sql.identifier(table)}`);
}

/** Removes the oldest runs of visitors until the others fit, and a little more, so that not every run has to. Returns how many went. */
export async function makeRoom(tx: Db, room: VisitorsRoom): Promise<number> {
  const [{ taken }] = await tx
    .select({ taken: sql`coalesce(sum(${runs.bytes}), 0)`.mapWith(Number) })
    .from(runs)
    .where(visitors);
  if (taken <= room.bytes) return 0;
  const gone = await rowsOf<{ id: string }>(
    tx,
    sql`delete from runs where id in (
          select id from (
            select id, sum(bytes) over (order by received_at desc, id) as total,
              row_number() over (order by received_at desc, id) as place
            from runs where origin = 'browser'
          ) as ranked where total > ${Math.floor(room.bytes * 0.95)} and place > 1
        ) returning id`,
  );
  return gone.length;
}
