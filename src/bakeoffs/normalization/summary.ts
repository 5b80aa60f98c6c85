/** The rows of a run, arm by arm: means with their spread, ratios with their intervals, slopes by depth. */
import { slope } from "#lab/measure/statistics";
import type { Estimate } from "#lab/measure/timing";
import type { BakeoffRun } from "../bakeoff.ts";
import { differenceOf, lossAt, spread, type Keyed, type Spread, type Standing } from "../spread.ts";
import { timedOf, type Timed } from "../times.ts";
import { baseline, allArms } from "./arms.ts";
import type { DepthRow, NormalizationRow, ForwardPassRow, Scale, Size, StabilityRow, TrainingRow } from "./rows.ts";
import { wide } from "./settings.ts";
import { foldedName } from "./times.ts";

export interface ArmSummary {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly paper: string | null;
  readonly statement: string;
  readonly learningRate: Partial<Readonly<Record<Scale, number>>>;
  readonly loss: Partial<Readonly<Record<Scale, Spread>>>;
  /** Loss minus layer norm's, seed by seed; absent for layer norm. */
  readonly difference: Partial<Readonly<Record<Scale, Spread & { readonly standing: Standing }>>>;
  readonly diverged: number;
  readonly trainEvalGap: Spread | null;
  readonly size: Size | null;
  readonly step: Timed | null;
  /** Validation loss when layer norm's whole training time is over; null without times. */
  readonly lossAtEqualTime: number | null;
  /** By "16 x 64": before and after folding. */
  readonly forwardPass: Readonly<Record<string, { readonly raw: Timed; readonly folded: Timed | null }>>;
  readonly stability: { readonly row: StabilityRow; readonly unit: string } | null;
  /** Where it was looked into: the deep model if it was run, else the wide one. */
  readonly depth: { readonly end: DepthRow; readonly start: DepthRow | null; readonly unit: string } | null;
}

export interface Summary {
  readonly arms: readonly ArmSummary[];
  /** Percent; a smaller difference of times is none. */
  readonly noise: { readonly step: number | null; readonly forwardPass: Readonly<Record<string, number>> };
  readonly seeds: number;
  readonly depthOf: "deep" | "wide" | null;
}

export function summarize(run: Pick<BakeoffRun, "units">): Summary {
  const all = run.units.map(({ key, row }) => ({ key, row: row as unknown as NormalizationRow }));
  const of = <K extends NormalizationRow["kind"]>(kind: K) =>
    all.filter(({ row }) => row.kind === kind) as Keyed<Extract<NormalizationRow, { kind: K }>>[];
  const [training, stability, [times], forwardPass] = [
    of("training"),
    of("stability"),
    of("step time"),
    of("forward pass"),
  ];
  const depthOf = stability.length > 0 ? "deep" : training.some(({ row }) => row.depth.end) ? "wide" : null;
  const names = new Set(all.flatMap(({ row }) => ("arm" in row ? [row.arm] : [])));
  const arms = allArms(1, wide)
    .filter(({ name }) => names.has(name))
    .map(({ id, name, title, paper, statement }) => {
      const own = training.filter(({ row }) => row.arm === name);
      const theirs = training.filter(({ row }) => row.arm === baseline);
      const deep = stability.find(({ row }) => row.arm === name) ?? null;
      const step = timedOf(times, name);
      return {
        id,
        name,
        title,
        paper,
        statement,
        learningRate: byScale(own, (rows) => rows[0].row.learningRate),
        loss: byScale(own, (rows) => spread(rows, ({ row }) => row.loss)),
        difference: name === baseline ? {} : byScale(own, (rows) => differenceOf(rows, theirs, isPair)),
        diverged: own.filter(({ row }) => row.loss === null).length,
        trainEvalGap: byScale(own, (rows) => spread(rows, ({ row }) => row.trainEvalGap)).small ?? null,
        size: own[0]?.row.size ?? null,
        step,
        lossAtEqualTime: step && lossAtEqualTime(own, step.ratio),
        forwardPass: Object.fromEntries(
          forwardPass.flatMap((unit) => {
            const raw = timedOf(unit, name);
            return raw ? [[sizeName(unit.row), { raw, folded: timedOf(unit, foldedName(name)) }]] : [];
          }),
        ),
        stability: deep && { row: deep.row, unit: deep.key },
        depth: depthOf === "deep" ? profileOf(deep) : profileOf(own.find(({ row }) => row.depth.end) ?? null),
      };
    });
  return {
    arms,
    noise: {
      step: times?.row.noise ?? null,
      forwardPass: Object.fromEntries(forwardPass.map(({ row }) => [sizeName(row), row.noise])),
    },
    seeds: new Set(training.map(({ row }) => row.seed)).size,
    depthOf,
  };
}

export const sizeName = ({ batch, length }: Pick<ForwardPassRow, "batch" | "length">): string => `${batch} × ${length}`;

function byScale<T>(
  rows: readonly Keyed<TrainingRow>[],
  of: (rows: readonly Keyed<TrainingRow>[]) => T,
): Partial<Record<Scale, T>> {
  const result: Partial<Record<Scale, T>> = {};
  for (const scale of ["small", "large"] as const) {
    const own = rows.filter(({ row }) => row.scale === scale).toSorted((a, b) => a.row.seed - b.row.seed);
    if (own.length > 0) result[scale] = of(own);
  }
  return result;
}

const isPair = (a: TrainingRow, b: TrainingRow): boolean => a.seed === b.seed && a.scale === b.scale;

/** A slower arm has made fewer steps by then; a faster one is at its end. Mean over the seeds of the small start. */
function lossAtEqualTime(rows: readonly Keyed<TrainingRow>[], ratio: Estimate): number | null {
  const small = rows.filter(({ row }) => row.scale === "small");
  const values = small.map(({ row }) => lossAt(row.curve, row.steps / Math.max(1, ratio.median)));
  if (values.length === 0 || values.some((value) => value === null)) return null;
  return (values as number[]).reduce((sum, value) => sum + value, 0) / values.length;
}

function profileOf(unit: Keyed<StabilityRow | TrainingRow> | null): ArmSummary["depth"] {
  const { start, end } = unit?.row.depth ?? {};
  return unit && end ? { start: start ?? null, end, unit: unit.key } : null;
}

/** Slope of log10 of the values, per place. NaN when one is missing or not above zero. */
export const logSlope = (values: readonly (number | null)[]): number =>
  slope(values.map((value, at) => [at, value !== null && value > 0 ? Math.log10(value) : NaN]));
