/** Whether a record of the right shape also makes sense: for its paper, and in time. Every reason is named. */
import { z } from "zod";
import type { ExperimentFacts, Measurement, Point, RunRecord } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import { limits } from "./schema.ts";

/** What a run may refer to. */
export interface PaperScope {
  readonly slug: string;
  readonly claims: ReadonlySet<string>;
  readonly experiment: ExperimentFacts | null;
}

/** Clocks differ a little. */
const skew = 5 * 60_000;
const earliest = Date.parse("2020-01-01T00:00:00Z");

/** @throws LibraryError INVALID_RUN with every place that does not fit. */
export function parseAs<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidRun(result.error.issues.map(({ path, message }) => `${path.join(".") || "run"}: ${message}`));
}

export function invalidRun(reasons: readonly string[]): LibraryError {
  const shown = reasons.slice(0, 20);
  const rest = reasons.length - shown.length;
  return new LibraryError(
    "INVALID_RUN",
    `invalid run: ${shown.slice(0, 3).join("; ")}${reasons.length > 3 ? "; ..." : ""}`,
    {
      details: rest > 0 ? [...shown, `and ${rest} more`] : shown,
    },
  );
}

/** Reasons why points and measurements cannot belong to a run of this paper with these seeds. */
export function unknownReferences(
  seen: { readonly points: readonly Point[]; readonly measurements: readonly Measurement[] },
  seeds: readonly number[],
  { slug, claims, experiment }: PaperScope,
): string[] {
  if (experiment === null) return [`paper: ${slug} has no experiment, so nothing of it can have run`];
  const known = new Set(seeds);
  const charts = new Set(Object.keys(experiment.charts));
  const unknownClaims = distinct(seen.measurements.map(({ claim }) => claim).filter((claim) => !claims.has(claim)));
  const unknownCharts = distinct(seen.points.map(({ chart }) => chart).filter((chart) => !charts.has(chart)));
  const unknownSeeds = distinct(
    [...seen.points, ...seen.measurements].map(({ seed }) => seed).filter((seed) => !known.has(seed)),
  );
  return [
    ...unknownClaims.map(
      (claim) => `measurements: ${slug} has no claim ${JSON.stringify(claim)}; it has ${[...claims].join(", ")}`,
    ),
    ...unknownCharts.map(
      (chart) => `points: ${slug} has no chart ${JSON.stringify(chart)}; it has ${[...charts].join(", ")}`,
    ),
    ...unknownSeeds.map((seed) => `seed ${seed} is not among the run's seeds (${seeds.join(", ")})`),
  ];
}

/**
 * Reasons why a run cannot have taken place at this time.
 * @param now null where another clock told its times, which only say how long it took.
 */
export function strangeTimes(
  { startedAt, finishedAt }: Pick<RunRecord, "startedAt" | "finishedAt">,
  now: number | null,
): string[] {
  const start = Date.parse(startedAt);
  const end = finishedAt === null ? null : Date.parse(finishedAt);
  const reasons: string[] = [];
  if (now !== null && start < earliest) reasons.push(`startedAt: ${startedAt} is before papertape existed`);
  if (now !== null && start > now + skew) reasons.push(`startedAt: ${startedAt} is in the future`);
  if (end !== null && end < start) reasons.push(`finishedAt: ${finishedAt} is before startedAt (${startedAt})`);
  if (now !== null && end !== null && end > now + skew) reasons.push(`finishedAt: ${finishedAt} is in the future`);
  if (end !== null && end - start > limits.days * 86_400_000)
    reasons.push(`the run took more than ${limits.days} days`);
  return reasons;
}

/** Reasons why state, end and error contradict each other. */
export function strangeEnd({
  state,
  finishedAt,
  error,
}: {
  state: string;
  finishedAt: string | null;
  error: string | null;
}): string[] {
  const reasons: string[] = [];
  if (state === "running") reasons.push("state: a run that is still running cannot be saved whole");
  else if (finishedAt === null) reasons.push(`finishedAt: missing, although the state is "${state}"`);
  if (state === "failed" && !error) reasons.push('error: missing, although the state is "failed"');
  if (state !== "failed" && error !== null) reasons.push(`error: present, although the state is "${state}"`);
  return reasons;
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
