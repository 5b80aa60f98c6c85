/**
 * Points as they are stored: a batch in one row, in columns, and who drew them named once. As rows of their own they take
 * six times the room, and most of the time of a page.
 */
import { eq, sql } from "drizzle-orm";
import type { Point } from "../catalogue.ts";
import { pointBatches } from "../schema/index.ts";
import type { Db } from "../store/database.ts";

interface Columns {
  /** Chart, series and seed: each combination once. */
  readonly lines: (readonly [chart: string, series: string, seed: number])[];
  /** Of each point: which of the lines it belongs to. */
  readonly at: number[];
  readonly x: number[];
  readonly y: (number | null)[];
}

export function packPoints(points: readonly Point[]): string {
  const columns: Columns = { lines: [], at: [], x: [], y: [] };
  const places = new Map<string, number>();
  for (const { chart, series, seed, x, y } of points) {
    const key = JSON.stringify([chart, series, seed]);
    let place = places.get(key);
    if (place === undefined) {
      places.set(key, (place = columns.lines.length));
      columns.lines.push([chart, series, seed]);
    }
    columns.at.push(place);
    columns.x.push(x);
    columns.y.push(y);
  }
  return JSON.stringify(columns);
}

export function unpackPoints(packed: string): Point[] {
  const { lines, at, x, y } = JSON.parse(packed) as Columns;
  return at.map((place, index) => {
    const [chart, series, seed] = lines[place];
    return { chart, series, x: x[index], y: y[index], seed };
  });
}

/** Adds points after those that the run has. */
export async function insertPoints(tx: Db, runId: string, points: readonly Point[]): Promise<void> {
  if (points.length === 0) return;
  const next = sql`(select count(*) from point_batches where run_id = ${runId})`;
  await tx.insert(pointBatches).values({ runId, ordinal: next, points: points.length, packed: packPoints(points) });
}

/** The points of a run, in the order in which they came. */
export async function pointsOf(db: Db, runId: string): Promise<Point[]> {
  const batches = await db
    .select({ packed: pointBatches.packed })
    .from(pointBatches)
    .where(eq(pointBatches.runId, runId))
    .orderBy(pointBatches.ordinal);
  return batches.flatMap(({ packed }) => unpackPoints(packed));
}

export async function countPoints(db: Db, runId: string): Promise<number> {
  const [{ points }] = await db
    .select({ points: sql`coalesce(sum(${pointBatches.points}), 0)`.mapWith(Number) })
    .from(pointBatches)
    .where(eq(pointBatches.runId, runId));
  return points;
}
