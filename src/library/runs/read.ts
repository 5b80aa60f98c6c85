/** Questions about runs: the list, and one run beside the ledger of its paper. */
import { and, asc, desc, eq, getTableColumns, isNull, ne, sql, type SQL } from "drizzle-orm";
import { agrees, judge } from "#lab/kit/index";
import type { MachineClass, Measurement, RunClaim, RunFilter, RunPage, RunSummary } from "../catalogue.ts";
import { judgeEvidence, meanOf } from "../ledger/ledger.ts";
import { groundSamples } from "../ledger/samples.ts";
import { claims, measurements, papers, runs } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { isUuid } from "./id.ts";
import { measuredColumns, measurementOf } from "./measured.ts";
import { pointsOf } from "./points.ts";
import { asFound, silent } from "./sweep.ts";

const maxRuns = 1000;

/** See `Catalogue.runs`. */
export async function listRuns(
  db: Db,
  { paper, limit = 50, visitors = false, since, preset, registration, machine, whole = false }: RunFilter = {},
): Promise<RunSummary[]> {
  const changed = sql`coalesce(${runs.finishedAt}, ${runs.startedAt})`;
  const rows = await db
    .select({ ...getTableColumns(runs), paper: papers.slug, title: papers.title, silent })
    .from(runs)
    .innerJoin(papers, eq(papers.id, runs.paperId))
    .where(
      and(
        paper === undefined ? undefined : eq(papers.slug, paper),
        visitors ? eq(runs.origin, "browser") : ne(runs.origin, "browser"),
        isNull(runs.hiddenAt),
        since === undefined ? undefined : sql`${changed} >= ${since}::timestamptz`,
        preset === undefined ? undefined : eq(runs.preset, preset),
        registration === undefined ? undefined : eq(runs.registration, registration),
        ...onSuchMachines(machine),
        whole ? and(eq(runs.state, "finished"), measuredEverything) : undefined,
      ),
    )
    .orderBy(since === undefined ? desc(runs.startedAt) : asc(changed), asc(runs.id))
    .limit(Math.min(maxRuns, Math.max(1, Math.trunc(limit))));
  return rows.map((row) => summaryOf(asFound(row)));
}

function onSuchMachines({ device, threads, os, runtime }: MachineClass = {}): (SQL | undefined)[] {
  // "Google Chrome 138", "Firefox 140": the version is the last word.
  const name = sql`regexp_replace(${runs.machine} ->> 'runtime', ' [^ ]*$', '')`;
  return [
    device === undefined ? undefined : eq(runs.device, device),
    threads === undefined ? undefined : eq(runs.threads, threads),
    os === undefined ? undefined : sql`${runs.machine} ->> 'os' = ${os}`,
    runtime === undefined ? undefined : sql`${name} = ${runtime}`,
  ];
}

const measuredEverything = sql`not exists (
  select from json_array_elements_text(${papers.experiment} -> 'measures') as claims (id)
  where not exists (select from ${measurements} where ${measurements.runId} = ${runs.id} and ${measurements.claim} = claims.id)
)`;

/** See `Catalogue.run`. */
export async function readRun(db: Db, id: string): Promise<RunPage | null> {
  if (!isUuid(id)) return null;
  const [row] = await db
    .select({
      ...getTableColumns(runs),
      paper: papers.slug,
      title: papers.title,
      experiment: papers.experiment,
      silent,
    })
    .from(runs)
    .innerJoin(papers, eq(papers.id, runs.paperId))
    .where(and(eq(runs.id, id), isNull(runs.hiddenAt)));
  if (!row) return null;
  const drawn = await pointsOf(db, id);
  const rows = await db
    .select(measuredColumns)
    .from(measurements)
    .where(eq(measurements.runId, id))
    .orderBy(measurements.ordinal);
  const measured = rows.map(measurementOf);
  const { title, superseded, ...summary } = summaryOf(asFound(row));
  return {
    record: { ...summary, points: drawn, measurements: measured, notes: row.notes },
    title,
    superseded,
    charts: row.experiment?.charts ?? {},
    claims: await compare(db, row.paperId, measured),
  };
}

/** What the run measured, claim by claim, beside what the ledger says. Retired claims too: the run did measure them. */
async function compare(db: Db, paperId: number, measured: readonly Measurement[]): Promise<RunClaim[]> {
  const definitions = await db
    .select({ id: claims.id, claim: claims.definition })
    .from(claims)
    .where(and(eq(claims.paperId, paperId)))
    .orderBy(asc(claims.position), asc(claims.id));
  const samples = (await groundSamples(db, [paperId])).get(paperId);
  return definitions.flatMap(({ id, claim }) => {
    const values = measured.filter((measurement) => measurement.claim === id);
    if (values.length === 0) return [];
    const { judgement: ledger } = judgeEvidence(claim, samples?.get(id) ?? []);
    const value = meanOf(claim, values);
    return [
      { id, claim, values, value, judgement: judge(claim, values), ledger, agrees: agrees(ledger, value, claim) },
    ];
  });
}

type Row = typeof runs.$inferSelect & { readonly paper: string; readonly title: string };

function summaryOf(row: Row): RunSummary {
  const { id, paper, preset, seeds, device, threads, versions, machine, origin, state, error, title, superseded } = row;
  return {
    id,
    paper,
    preset,
    ...(row.registration === null ? {} : { registration: row.registration }),
    seeds,
    device,
    threads,
    versions,
    machine,
    origin,
    state,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    error,
    title,
    superseded,
  };
}
