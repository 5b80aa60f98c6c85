/** Which learning rate an arm takes, from a table of tuning runs: one rule for all arms of all papers. */
import type { Plan } from "../../kit/index.ts";
import { median } from "../../measure/statistics.ts";

/** One run of tuning. */
export interface Tuned {
  readonly arm: string;
  readonly learningRate: number;
  readonly seed: number;
  /** Validation loss at the end; null where training diverged. */
  readonly nats: number | null;
  /** Beyond the grid that all arms have, because the arm was best at an end of it. */
  readonly beyond?: boolean;
}

/** What an arm takes while the table is empty, as it is in a paper at its beginning, where nothing else is said. */
const usualRate = 2e-3;

/** What a table does not tell of itself. */
interface TuningFacts {
  /** What every arm takes while the table is empty. */
  readonly untunedRate?: number;
  /** What tuning runs are, beside those of the comparison. Default: "shorter runs". */
  readonly runs?: string;
}

/** A rate whose seeds scatter this many times as much as the arm's usually do has begun to be unstable. */
const outlier = 5;

/** For a plan: how its rates were chosen, and which they are, by arm. A table that is made anew is another plan. */
export function tuningOf(
  table: readonly Tuned[],
  { untunedRate = usualRate, runs = "shorter runs" }: TuningFacts = {},
): Required<Pick<Plan, "tuning" | "learningRates">> & Pick<Plan, "untuned"> {
  if (table.length === 0)
    return { tuning: `Not tuned yet: every arm at a rate of ${untunedRate}.`, learningRates: {}, untuned: true };
  const arms = [...new Set(table.map(({ arm }) => arm))];
  const grid = table.filter(({ beyond }) => !beyond).map(({ learningRate }) => learningRate);
  const wider = grid.length < table.length ? ", and beyond where its best was at an end," : "";
  const seeds = [...new Set(table.map(({ seed }) => seed))].sort((a, b) => a - b);
  const rule =
    seeds.length === 1
      ? `on seed ${seeds[0]}: the lowest loss`
      : `on the seeds ${seeds.slice(0, -1).join(", ")} and ${seeds.at(-1)}: one notch below the lowest median unless that is worse by more than the seeds scatter`;
  return {
    tuning: `Every arm at ${new Set(grid).size} rates from ${Math.min(...grid)} to ${Math.max(...grid)}${wider} in ${runs} ${rule}.`,
    learningRates: Object.fromEntries(arms.map((arm) => [arm, tunedLearningRate(table, arm)])),
  };
}

interface Rate {
  readonly learningRate: number;
  readonly median: number;
  readonly deviation: number;
}

/**
 * The rate of the lowest median over the tuning seeds, or the next lower one of the grid where that is no worse by more than the seeds
 * scatter: beside the best rate stands a cliff more often than not. A rate at which a seed diverged, or scatters five times as much as at
 * the arm's other rates, is not taken. One seed alone has no spread: then it is the best. An empty table: the same rate for all.
 * @throws Error when the table has no such rate for the arm.
 */
export function tunedLearningRate(
  table: readonly Tuned[],
  arm: string,
  { untunedRate = usualRate }: TuningFacts = {},
): number {
  if (table.length === 0) return untunedRate;
  const rates = stableRates(table, arm);
  if (rates.length === 0) throw new Error(`the tuning table has no rate for ${JSON.stringify(arm)}`);
  const best = rates.reduce((best, rate) => (rate.median < best.median ? rate : best));
  const lower = rates[rates.indexOf(best) - 1];
  const spread = usualDeviation(rates);
  return lower !== undefined && spread > 0 && lower.median - best.median <= spread
    ? lower.learningRate
    : best.learningRate;
}

/**
 * The next rate beyond the end of its grid at which the arm has its lowest loss, as far away as the one before; null: it is not at an end.
 * Where no rate is stable, the lowest one counts as the best.
 */
export function rateBeyond(table: readonly Tuned[], arm: string): number | null {
  const rates = stableRates(table, arm);
  const grid = triedRates(table, arm);
  const best =
    rates.length === 0 ? grid[0] : rates.reduce((best, rate) => (rate.median < best.median ? rate : best)).learningRate;
  const at = grid.indexOf(best);
  const [inner] = at === 0 ? grid.slice(1) : at === grid.length - 1 ? grid.slice(-2) : [];
  return inner === undefined ? null : Number((best * (best / inner)).toPrecision(3));
}

/** The rates at which an arm was tried, ascending. */
export const triedRates = (table: readonly Tuned[], arm: string): number[] =>
  [...new Set(table.filter((row) => row.arm === arm).map(({ learningRate }) => learningRate))].sort((a, b) => a - b);

/** Median over the tuning seeds, in nats; null: a seed diverged, undefined: the arm was not tried at that rate. */
export function medianAt(table: readonly Tuned[], arm: string, learningRate: number): number | null | undefined {
  const own = table.filter((row) => row.arm === arm && row.learningRate === learningRate).map(({ nats }) => nats);
  if (own.length === 0) return undefined;
  return own.includes(null) ? null : median(own as number[]);
}

/** Of some arms the one that did best in tuning, each at the rate it takes: fixed before any result is seen. The first as long as there is no table. */
export function bestTuned<Name extends string>(table: readonly Tuned[], names: readonly [Name, ...Name[]]): Name {
  if (table.length === 0) return names[0];
  const loss = (arm: Name) => medianAt(table, arm, tunedLearningRate(table, arm))!;
  return names.reduce((best, name) => (loss(name) < loss(best) ? name : best));
}

/** Whether there is a rate that the rule may take. */
export const hasStableRate = (table: readonly Tuned[], arm: string): boolean => stableRates(table, arm).length > 0;

/** By ascending rate. */
function stableRates(table: readonly Tuned[], arm: string): Rate[] {
  const own = table.filter((row) => row.arm === arm);
  const rates = triedRates(own, arm).map((learningRate) => {
    const nats = own.filter((row) => row.learningRate === learningRate).map((row) => row.nats ?? NaN);
    return { learningRate, median: median(nats), deviation: sampleDeviation(nats) };
  });
  const finite = rates.filter((rate) => Number.isFinite(rate.median) && Number.isFinite(rate.deviation));
  const usual = usualDeviation(finite);
  return finite.filter(({ deviation }) => usual === 0 || deviation <= outlier * usual);
}

const usualDeviation = (rates: readonly Rate[]): number => median(rates.map(({ deviation }) => deviation));

/** Over n - 1; 0 of one value. NaN when one is. */
export function sampleDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
