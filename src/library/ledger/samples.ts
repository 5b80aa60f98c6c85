/** The samples behind the ledger, from the store: what finished runs measured, per paper and claim. */
import { and, desc, eq, gte, inArray, isNull, min, ne, or, sql, type SQL } from "drizzle-orm";
import { measurementOf } from "../runs/measured.ts";
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
  // One row per run and claim: most of the time goes into rows, and a seed has one each.
  const rows = await db
    .select({
      paper: runs.paperId,
      claim: measurements.claim,
      run: runs.id,
      origin: runs.origin,
      preset: runs.preset,
      registration: runs.registration,
      startedAt: runs.startedAt,
      seeds: sql<
        SeedRow[]
      >`json_agg(json_build_array(${measurements.value}, ${measurements.exact}, ${measurements.seed}, ${measurements.twin}) order by ${measurements.ordinal})`,
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
    .groupBy(runs.id, measurements.claim)
    .orderBy(runs.startedAt, runs.id, min(measurements.ordinal));

  const papers = new Map<number, Map<string, ClaimSamples[]>>();
  for (const { paper, claim, seeds, ...run } of rows) {
    const values = seeds.map(([value, exact, seed, twin]) => measurementOf({ claim, value, exact, seed, twin }));
    const byClaim = getOrPut(papers, paper, () => new Map<string, ClaimSamples[]>());
    getOrPut(byClaim, claim, () => []).push({ ...run, values });
  }
  return papers;
}

type SeedRow = readonly [value: number | null, exact: boolean, seed: number, twin: number | null];

function getOrPut<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
