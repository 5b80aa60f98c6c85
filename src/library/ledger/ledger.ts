/**
 * The ledger of one claim: which samples the verdict stands on, and every other group of runs beside it.
 *
 * The evidence is the committed `full` results. Where none shipped, it is the finished `full` runs of this installation
 * (server and command line) that share the newest one's plan. Visitors' runs never enter it, because nobody can check them, and
 * quick runs never do, because they are not the experiment. Each such group is shown on its own, and judged on its own if it is
 * full. Runs of different plans are never put together: the same claim may have been measured in another way.
 */
import { agrees, judge } from "#lab/kit/index";
import type {
  Claim,
  Judgement,
  LatestValue,
  LedgerEvidence,
  LedgerRow,
  Measurement,
  PresetName,
  Reproduced,
  RunOrigin,
  SampleGroup,
} from "../catalogue.ts";

/** What one finished run measured of one claim. */
export interface ClaimSamples {
  readonly run: string;
  readonly origin: RunOrigin;
  readonly preset: PresetName;
  /** Hash of the plan it was computed under; null where none was kept. */
  readonly registration: string | null;
  readonly startedAt: Date;
  readonly values: readonly Measurement[];
}

export interface JudgedEvidence {
  readonly judgement: Judgement;
  readonly evidence: LedgerEvidence | null;
}

/** The verdict on a claim. Samples outside the evidence may be passed; they are ignored. */
export function judgeEvidence(claim: Claim, runs: readonly ClaimSamples[]): JudgedEvidence {
  const { evidence, values } = evidenceOfClaim(runs);
  return { evidence, judgement: judge(claim, values) };
}

/** The samples that a verdict stands on, and their plan. */
export function evidenceOfClaim(runs: readonly ClaimSamples[]): {
  readonly evidence: LedgerEvidence | null;
  readonly registration: string | null;
  readonly values: readonly Measurement[];
} {
  for (const evidence of ["committed", "own"] as const) {
    const candidates = runs.filter((run) => run.values.length > 0 && evidenceOf(run) === evidence);
    if (candidates.length === 0) continue;
    const { registration } = newestOf(candidates);
    const values = candidates.filter((run) => run.registration === registration).flatMap((run) => run.values);
    return { evidence, registration, values };
  }
  return { evidence: null, registration: runs.length === 0 ? null : newestOf(runs).registration, values: [] };
}

const newestOf = (runs: readonly ClaimSamples[]): ClaimSamples =>
  runs.reduce((a, b) => (b.startedAt > a.startedAt ? b : a));

export function ledgerRow(id: string, claim: Claim, runs: readonly ClaimSamples[]): LedgerRow {
  const { evidence, registration, values } = evidenceOfClaim(runs);
  const judgement = judge(claim, values);
  const isOther = (run: ClaimSamples) => run.registration !== registration;
  const groups = [...groupRuns(runs, isOther).values()].map((group) =>
    describeGroup(claim, judgement, group, isOther(group[0])),
  );
  const latest = latestOf(claim, judgement, runs, isOther);
  return { id, claim, judgement, evidence, groups, runs: runs.length, latest };
}

/** Proxies are counted apart: "reproduced m of n" must not say of a claim what was only seen of its stand-in. */
export function countReproduced(verdicts: readonly Pick<Judgement, "verdict" | "proxy">[]): Reproduced {
  const good = verdicts.filter(({ verdict }) => verdict === "matches" || verdict === "holds");
  const proxy = good.filter((judgement) => judgement.proxy).length;
  return { direct: good.length - proxy, proxy, total: verdicts.length };
}

/** What the seeds of one run say together, as the rule averages them; null if one diverged or there is none. */
export function meanOf(claim: Claim, values: readonly Measurement[]): number | null {
  const { mean, diverged } = judge(claim, values);
  return diverged > 0 ? null : mean;
}

function evidenceOf({ origin, preset }: ClaimSamples): LedgerEvidence | null {
  if (preset !== "full" || origin === "browser") return null;
  return origin === "committed" ? "committed" : "own";
}

const originOrder: readonly RunOrigin[] = ["committed", "server", "cli", "browser"];
const rank = ({ origin, preset }: ClaimSamples) => originOrder.indexOf(origin) * 2 + (preset === "full" ? 0 : 1);

/** By origin, preset and plan, those of the evidence's plan first. */
function groupRuns(
  runs: readonly ClaimSamples[],
  isOther: (run: ClaimSamples) => boolean,
): Map<string, ClaimSamples[]> {
  const groups = new Map<string, ClaimSamples[]>();
  for (const run of runs.toSorted((a, b) => Number(isOther(a)) - Number(isOther(b)) || rank(a) - rank(b))) {
    const key = `${rank(run)} ${run.registration}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return groups;
}

function describeGroup(
  claim: Claim,
  ledger: Judgement,
  group: readonly ClaimSamples[],
  otherPlan: boolean,
): SampleGroup {
  const [{ origin, preset }] = group;
  const values = group.flatMap((run) => run.values);
  const means = group.map((run) => meanOf(claim, run.values));
  const finite = means.filter((mean): mean is number => mean !== null);
  const median = finite.length === means.length ? medianOf(finite) : null;
  return {
    origin,
    preset,
    plan: group[0].registration,
    otherPlan,
    runs: group.length,
    seeds: new Set(values.map(({ seed }) => seed)).size,
    median,
    low: finite.length > 0 ? Math.min(...finite) : null,
    high: finite.length > 0 ? Math.max(...finite) : null,
    judgement: preset === "full" ? judge(claim, values) : null,
    agrees: otherPlan ? null : agrees(ledger, median, claim),
  };
}

function latestOf(
  claim: Claim,
  ledger: Judgement,
  runs: readonly ClaimSamples[],
  isOther: (run: ClaimSamples) => boolean,
): LatestValue | null {
  const known = runs.filter(({ origin }) => origin !== "browser");
  if (known.length === 0) return null;
  const newest = newestOf(known);
  const { run, origin, preset, startedAt } = newest;
  const value = meanOf(claim, newest.values);
  return {
    run,
    origin,
    preset,
    startedAt: startedAt.toISOString(),
    value,
    agrees: isOther(newest) ? null : agrees(ledger, value, claim),
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
