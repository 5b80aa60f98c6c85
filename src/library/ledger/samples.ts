/** The samples behind the ledger, from the store: what finished runs measured, per paper and claim. */
import { and, desc, eq, gte, inArray, isNull, ne, or, type SQL } from "drizzle-orm";
import type { Measurement } from "../catalogue.ts";
import { measuredColumns, measurementOf } from "../runs/measured.ts";
import { claims, measurements, runs } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import type { ClaimSamples } from "./ledger.ts";

/** paper id -> claim key -> runs that measured it. */
export type SamplesByClaim = ReadonlyMap<number, ReadonlyMap<string, readonly ClaimSamples[]>>;

/** More runs of visitors than these say nothing new, and there may be very many. */
export const latestOfVisitors = 100;

/** All finished runs of a paper that are shipped or this installation's own; those of visitors, the latest of them, if asked for. */
export const allSamples = (db: Db, paperId: number, { visitors = false } = {}): Promise<SamplesByClaim> => {
  const latest = db
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(eq(runs.paperId, paperId), eq(runs.origin, "browser"), isNull(runs.hiddenAt), eq(runs.state, "finished")),
    )
    .orderBy(desc(runs.receivedAt))
    .limit(latestOfVisitors);
  const own = ne(runs.origin, "browser");
  return load(db, [paperId], visitors ? or(own, inArray(runs.id, latest)) : own);
};

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
      registration: runs.registration,
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
        isNull(runs.hiddenAt),
        eq(claims.retired, false),
        // A number from before the claim changed its unit means something else; results that ship always fit.
        or(eq(runs.origin, "committed"), gte(runs.receivedAt, claims.comparableSince)),
        only,
      ),
    )
    .orderBy(runs.startedAt, runs.id, measurements.ordinal);

  const papers = new Map<number, Map<string, Map<string, Collected>>>();
  for (const { paper, run, origin, preset, registration, startedAt, ...measurement } of rows) {
    const byClaim = getOrPut(papers, paper, () => new Map<string, Map<string, Collected>>());
    const byRun = getOrPut(byClaim, measurement.claim, () => new Map<string, Collected>());
    getOrPut(byRun, run, () => ({ run, origin, preset, registration, startedAt, values: [] })).values.push(
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
