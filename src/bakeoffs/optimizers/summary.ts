/** The rows of a run, arm by arm. */
import type { BakeoffRun } from "../bakeoff.ts";
import { differenceOf, lossAt, spread, type Keyed, type Spread, type Standing } from "../spread.ts";
import { timedOf, type ArmTime, type Timed } from "../times.ts";
import { allArms, baseline, type OptimizerArm } from "./arms.ts";
import type { OptimizerRow, TimeRow, TrainingRow } from "./rows.ts";

export interface ArmSummary extends OptimizerArm {
  readonly name: string;
  readonly loss: Spread;
  /** Loss minus the baseline's, seed by seed; null for the baseline itself, and where that is missing. */
  readonly difference: (Spread & { readonly standing: Standing }) | null;
  /** Loss when the baseline's whole training time is over. */
  readonly lossAtEqualTime: number | null;
  readonly stateBytes: number;
  readonly weightBytes: number;
  readonly step: Timed | null;
  readonly update: Timed | null;
}

export interface Summary {
  readonly arms: readonly ArmSummary[];
  readonly seeds: number;
  /** Percent; a smaller difference of times is none. */
  readonly noise: Readonly<Record<"step" | "update", number | null>>;
}

export function summarize(run: Pick<BakeoffRun, "units">): Summary {
  const all = run.units.map(({ key, row }) => ({ key, row: row as unknown as OptimizerRow }));
  const training = all.filter(({ row }) => row.kind === "training") as Keyed<TrainingRow>[];
  const timesOf = (kind: TimeRow["kind"]) => all.find(({ row }) => row.kind === kind) as Keyed<TimeRow> | undefined;
  const [steps, updates] = [timesOf("step time"), timesOf("update time")];
  const theirs = training.filter(({ row }) => row.arm === baseline);
  const arms = allArms.flatMap((arm): ArmSummary[] => {
    const { name } = arm.contestant;
    const own = training.filter(({ row }) => row.arm === name).toSorted((a, b) => a.row.seed - b.row.seed);
    if (own.length === 0) return [];
    const step = timedOf(steps, name);
    const { stateBytes, weightBytes } = own[0].row;
    return [
      {
        ...arm,
        name,
        loss: spread(own, ({ row }) => row.loss),
        difference:
          name === baseline || theirs.length === 0 ? null : differenceOf(own, theirs, (a, b) => a.seed === b.seed),
        lossAtEqualTime: step && lossAtEqualTime(own, step),
        ...{ stateBytes, weightBytes, step },
        update: timedOf(updates, name),
      },
    ];
  });
  return {
    arms,
    seeds: new Set(training.map(({ row }) => row.seed)).size,
    noise: { step: steps?.row.noise ?? null, update: updates?.row.noise ?? null },
  };
}

/** A slower arm has made fewer steps by then, on its own schedule; a faster one is at its end. */
function lossAtEqualTime(rows: readonly Keyed<TrainingRow>[], { ratio }: ArmTime): number | null {
  const values = rows.map(({ row }) => lossAt(row.curve, row.steps / Math.max(1, ratio.median)));
  if (values.some((value) => value === null)) return null;
  return (values as number[]).reduce((sum, value) => sum + value, 0) / values.length;
}
