/** The samples behind the ledger, from the store: what finished runs measured, per paper and claim. */
import { and, eq, gte, inArray, or, type SQL } from "drizzle-orm";
import type { Measurement } from "../catalogue.ts";
import { measuredColumns, measurementOf } from "../runs/measured.ts";
import { claims, measurements, runs } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import type { ClaimSamples } from "./ledger.ts";

/** paper id -> claim key -> runs that measured it. */
export type SamplesByClaim = ReadonlyMap<number, ReadonlyMap<string, readonly ClaimSamples[]>>;

/** All finished runs of some papers. */
export const allSamples = (db: Db, paperIds: readonly number[]): Promise<SamplesByClaim> => load(db, paperIds);

/** Only runs that a verdict can stand on: enough for lists, and far fewer rows. */
export const groundSamples = (db: Db, paperIds: readonly number[]): Promise<SamplesByClaim> =>
  load(db, paperIds, and(eq(runs.preset, "full"), inArray(runs.origin, ["committed", "server", "cli"])));

async function load(db: Db, paperIds: readonly number[], only?: SQL): Promise<SamplesByClaim> {
  if (paperIds.length === 0) return new Map();
  const rows = await db
    .select({
      paper: runs.paperId,
      run: runs.id,
      origin: runs.origin,
      preset: runs.preset,
      startedAt: runs.startedAt,
      ...measuredColumns,
    })
    .from(measurements)
    .innerJoin(runs, eq(runs.id, measurements.runId))
    .innerJoin(claims, and(eq(claims.paperId, runs.paperId), eq(claims.id, measurements.claim)))
    .where(
      and(
        inArray(runs.paperId, [...paperIds]),
        eq(runs.state, "finished"),
        eq(runs.superseded, false),
        eq(claims.retired, false),
        // A number from before the claim changed its unit means something else; results that ship always fit.
        or(eq(runs.origin, "committed"), gte(runs.receivedAt, claims.comparableSince)),
        only,
      ),
    )
    .orderBy(runs.startedAt, runs.id, measurements.ordinal);

  const papers = new Map<number, Map<string, Map<string, Collected>>>();
  for (const { paper, run, origin, preset, startedAt, ...measurement } of rows) {
    const byClaim = getOrPut(papers, paper, () => new Map<string, Map<string, Collected>>());
    const byRun = getOrPut(byClaim, measurement.claim, () => new Map<string, Collected>());
    getOrPut(byRun, run, () => ({ run, origin, preset, startedAt, values: [] })).values.push(
      measurementOf(measurement),
    );
  }
  const runsOf = (byClaim: Map<string, Map<string, Collected>>) =>
    new Map([...byClaim].map(([claim, byRun]) => [claim, [...byRun.values()]]));
  return new Map([...papers].map(([paper, byClaim]) => [paper, runsOf(byClaim)]));
}

type Collected = Omit<ClaimSamples, "values"> & { readonly values: Measurement[] };

function getOrPut<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
