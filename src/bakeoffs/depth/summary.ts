/** The rows of a run, arm by arm. */
import { summarizeRemovals } from "#lab/measure/block-removal";
import { mean } from "#lab/measure/statistics";
import type { BakeoffRun } from "../bakeoff.ts";
import { differenceOf, spread, type Keyed, type Spread, type Standing } from "../spread.ts";
import { timedOf, type Timed } from "../times.ts";
import { allArms, baseline, type BlockArm } from "./arms.ts";
import type { DepthRow, HighRateRow, Look, TimeRow, TrainingRow } from "./rows.ts";

export type Difference = Spread & { readonly standing: Standing };

export interface ArmSummary extends BlockArm {
  /** Of its trainings; those that failed while they stayed finite are among them. */
  readonly loss: Spread;
  readonly failed: number;
  /** Loss minus the baseline's, seed by seed, at the end and early; null for the baseline itself, and where that is missing. */
  readonly difference: Difference | null;
  readonly earlyDifference: Difference | null;
  readonly parameters: number;
  readonly learningRate: number;
  /** Percent of blocks 2, 3, ... whose removal costs less than a quarter of their mean. */
  readonly useless: Spread;
  /** Variance behind the last block over that behind the first. */
  readonly growth: Spread;
  /** Largest gradient of a block over the smallest. */
  readonly unevenness: Spread;
  /** By block, means over the seeds; empty where none could be looked into. */
  readonly profile: { readonly [What in keyof Look]: readonly number[] };
  readonly highRates: Keyed<HighRateRow> | null;
  /** The highest of the high rates up to which none fails; null: the lowest one does. */
  readonly bears: number | null;
  readonly step: Timed | null;
}

export interface Summary {
  readonly arms: readonly ArmSummary[];
  readonly seeds: number;
  readonly steps: number;
  /** Percent; a smaller difference of times is none. */
  readonly noise: number | null;
}

export function summarize(run: Pick<BakeoffRun, "units">): Summary {
  const all = run.units.map(({ key, row }) => ({ key, row: row as unknown as DepthRow }));
  const of = <T extends DepthRow>(kind: T["kind"]) => all.filter(({ row }) => row.kind === kind) as Keyed<T>[];
  const trainings = of<TrainingRow>("training");
  const high = of<HighRateRow>("high rates");
  const [steps] = of<TimeRow>("step time");
  const theirs = trainings.filter(({ row }) => row.arm === baseline);
  const arms = allArms.flatMap((arm): ArmSummary[] => {
    const { name } = arm;
    const own = trainings.filter(({ row }) => row.arm === name).toSorted((a, b) => a.row.seed - b.row.seed);
    if (own.length === 0) return [];
    const isBase = name === baseline || theirs.length === 0;
    const isPair = (a: { seed: number }, b: { seed: number }) => a.seed === b.seed;
    const looks = own.flatMap(({ row }) => row.look ?? []);
    const highRates = high.find(({ row }) => row.arm === name) ?? null;
    return [
      {
        ...arm,
        loss: spread(own, ({ row }) => row.loss),
        failed: own.filter(({ row }) => row.failed !== null).length,
        difference: isBase ? null : differenceOf(own, theirs, isPair),
        earlyDifference: isBase ? null : differenceOf(own.map(early), theirs.map(early), isPair),
        parameters: own[0].row.parameters,
        learningRate: own[0].row.learningRate,
        useless: spread(own, ({ row }) =>
          ofLook(row.look, "removal", (costs) => 100 * summarizeRemovals(costs).useless),
        ),
        growth: spread(own, ({ row }) => ofLook(row.look, "variance", (values) => values.at(-1)! / values[0])),
        unevenness: spread(own, ({ row }) =>
          ofLook(row.look, "gradient", (norms) => Math.max(...norms) / Math.min(...norms)),
        ),
        profile: {
          variance: means(looks, "variance"),
          gradient: means(looks, "gradient"),
          removal: means(looks, "removal"),
        },
        highRates,
        bears: highRates && bearable(highRates.row),
        step: timedOf(steps, name),
      },
    ];
  });
  return {
    arms,
    seeds: new Set(trainings.map(({ row }) => row.seed)).size,
    steps: trainings[0]?.row.steps ?? 0,
    noise: steps?.row.noise ?? null,
  };
}

/** The row as it was after a fifth of the steps. */
const early = ({ key, row }: Keyed<TrainingRow>): Keyed<{ seed: number; loss: number | null }> => ({
  key,
  row: { seed: row.seed, loss: row.earlyLoss },
});

/** null where something of it is not finite. */
function ofLook(look: Look | null, what: keyof Look, of: (values: readonly number[]) => number): number | null {
  const values = look?.[what] ?? [null];
  if (values.includes(null)) return null;
  const found = of(values as number[]);
  return Number.isFinite(found) ? found : null;
}

const means = (looks: readonly Look[], what: keyof Look): number[] =>
  (looks[0]?.[what] ?? []).map((_, block) => mean(looks.map((look) => look[what][block] ?? NaN)));

function bearable({ learningRates }: HighRateRow): number | null {
  const sorted = learningRates.toSorted((a, b) => a.learningRate - b.learningRate);
  const end = sorted.findIndex(({ failed }) => failed !== null);
  return sorted[(end < 0 ? sorted.length : end) - 1]?.learningRate ?? null;
}
