/** The page of the normalization bake-off as data: a table, three pictures, the grid of learning rates, and the reading. */
import { medianAt, rateBeyond, tunedLearningRate, type Tuned } from "#lab/training/tuning/index";
import type { BakeoffRun } from "../bakeoff.ts";
import type { Cell, Column, Figure, Report, ReportRow, Tuning } from "../report.ts";
import { spreadCell } from "../spread.ts";
import type { Timed } from "../times.ts";
import { listed } from "../words.ts";
import { baseline, allArms } from "./arms.ts";
import { choiceOf } from "./choice.ts";
import { depthFigures, differenceFigure, timeFigure } from "./figures.ts";
import { readingOf } from "./reading.ts";
import type { Scale } from "./rows.ts";
import { wide } from "./settings.ts";
import { logSlope, summarize, type ArmSummary, type Summary } from "./summary.ts";
import tuning from "./tuning.json" with { type: "json" };

const nats = "nats per character";
const grids: Readonly<Record<Scale, readonly Tuned[]>> = tuning;

export function reportOf(run: Pick<BakeoffRun, "units">): Report {
  const summary = summarize(run);
  return {
    subject: "Norm",
    columns: columnsOf(summary),
    rows: summary.arms.map((arm) => rowOf(arm, summary)),
    choice: choiceOf(summary, largest(summary)),
    reading: readingOf(summary),
    figures: [differenceFigure(summary), ...depthFigures(summary), timeFigure(summary)].filter(
      (figure): figure is Figure => figure !== null,
    ),
    tuning: tuningOf(),
  };
}

const largest = ({ noise }: Summary): string | undefined => Object.keys(noise.forwardPass).at(-1);

function columnsOf(summary: Summary): Column[] {
  const size = largest(summary) ?? "";
  return [
    {
      id: "loss",
      label: "Final loss",
      unit: nats,
      statement: "Validation loss at the end, small start, mean over the seeds.",
    },
    {
      id: "difference",
      label: `Minus ${baseline}`,
      unit: nats,
      statement: `Paired by seed, with the 95 % interval. Better or worse only where that excludes 0 and all seeds agree.`,
    },
    {
      id: "large",
      label: "Large start",
      unit: nats,
      statement: "The same with a stream that starts 25 times as large, one seed.",
    },
    {
      id: "equalTime",
      label: `Loss at ${baseline}’s time`,
      unit: nats,
      statement: `When ${baseline}’s whole training time is over; arms that are faster are at their end.`,
    },
    { id: "learningRate", label: "Learning rate", unit: "", statement: "Chosen on a seed that no result uses." },
    {
      id: "step",
      label: "Training step",
      unit: `× ${baseline}`,
      statement: "Whole steps, interleaved, median over the rounds with its interval.",
    },
    {
      id: "forwardPass",
      label: `Forward pass ${size}`,
      unit: `× ${baseline}`,
      statement: `After folding what folds, against ${baseline} before folding.`,
    },
    { id: "parameters", label: "Norm parameters", unit: "", statement: "Numbers that the norms train, all together." },
    {
      id: "states",
      label: "States",
      unit: "bytes",
      statement: "What is carried from step to step besides parameters and optimizer.",
    },
    {
      id: "kept",
      label: "Kept for backward",
      unit: "MB",
      statement: "Bytes of forward tensors that the backward pass reads, exact.",
    },
    {
      id: "gradient",
      label: "Gradient slope",
      unit: "log₁₀ per place",
      statement: "Of |dL/dx| by depth after training; 0 is flat.",
    },
    {
      id: "variance",
      label: "Variance slope",
      unit: "log₁₀ per place",
      statement: "Of the stream’s variance by depth after training; 0 is flat.",
    },
    {
      id: "stability",
      label: "Highest rate",
      unit: "",
      statement: "Of those tried in the deep model, the largest that still learns.",
    },
    {
      id: "trainEvalGap",
      label: "Train-eval gap",
      unit: nats,
      statement: "Loss with stored statistics minus loss with the batch’s own.",
    },
  ];
}

function rowOf(arm: ArmSummary, summary: Summary): ReportRow {
  const { id, name, title, statement, paper } = arm;
  const read = arm.forwardPass[largest(summary) ?? ""];
  const cells: Record<string, Cell | null> = {
    loss: arm.loss.small ? spreadCell(arm.loss.small) : null,
    difference: arm.difference.small
      ? { ...spreadCell(arm.difference.small), words: arm.difference.small.standing }
      : null,
    large: arm.loss.large ? spreadCell(arm.loss.large) : null,
    equalTime:
      arm.lossAtEqualTime !== null && arm.step && arm.loss.small
        ? { value: arm.lossAtEqualTime, units: [...arm.loss.small.units, ...arm.step.units] }
        : null,
    learningRate:
      arm.learningRate.small === undefined ? null : { value: arm.learningRate.small, units: arm.loss.small!.units },
    step: arm.step && timeCell(arm.step),
    forwardPass: read ? timeCell(read.folded ?? read.raw) : null,
    parameters: arm.size && { value: arm.size.normParameters, units: unitsOf(arm) },
    states: arm.size && { value: 4 * arm.size.states, units: unitsOf(arm) },
    kept: arm.size && { value: arm.size.keptBytes / 1e6, units: unitsOf(arm) },
    gradient: arm.depth && slopeCell(arm.depth.end.gradient, arm.depth.unit),
    variance: arm.depth && slopeCell(arm.depth.end.variance, arm.depth.unit),
    stability: arm.stability && {
      value: arm.stability.row.largest,
      ...(arm.stability.row.largest === null ? { words: "none" } : {}),
      units: [arm.stability.unit],
    },
    trainEvalGap: arm.trainEvalGap && spreadCell(arm.trainEvalGap),
  };
  return {
    id,
    name,
    title,
    statement,
    paper,
    cells: Object.fromEntries(Object.entries(cells).filter((entry): entry is [string, Cell] => entry[1] !== null)),
  };
}

const unitsOf = (arm: ArmSummary): readonly string[] => (arm.loss.small ?? arm.loss.large)!.units;

const timeCell = ({ ratio: { median, interval }, units }: Timed): Cell => ({ value: median, interval, units });

function slopeCell(values: readonly (number | null)[], unit: string): Cell {
  if (values.every((value) => value === 0)) return { value: null, words: "0 everywhere", units: [unit] };
  const slope = logSlope(values);
  return Number.isFinite(slope) ? { value: slope, units: [unit] } : { value: null, words: "not finite", units: [unit] };
}

function tuningOf(): Tuning {
  const names = allArms(1, wide).map(({ name }) => name);
  const titles = { small: "Small start", large: "Large start" } as const;
  const tables = (["small", "large"] as const).map((scale) => {
    const learningRates = [...new Set(grids[scale].map(({ learningRate }) => learningRate))].sort((a, b) => a - b);
    return {
      title: titles[scale],
      learningRates,
      unit: nats,
      rows: names.map((name) => ({
        name,
        values: learningRates.map((learningRate) => medianAt(grids[scale], name, learningRate)),
        chosen: tunedLearningRate(grids[scale], name),
      })),
    };
  });
  const atEdge = (["small", "large"] as const)
    .map((scale) => ({ scale, arms: names.filter((name) => rateBeyond(grids[scale], name) !== null).length }))
    .filter(({ arms }) => arms > 0)
    .map(({ scale, arms }) => `${arms} of ${names.length} arms at the ${titles[scale].toLowerCase()}`);
  const seeds = [...new Set(grids.small.map(({ seed }) => String(seed)))];
  return {
    statement:
      `Every arm at every rate of one grid, and beyond an end of it where its best was there, shorter than the comparison, on ${seeds.length === 1 ? "seed" : "seeds"} ${listed(seeds)}, which no result uses; ` +
      "shown is the median. Before any two arms were compared each took its lowest, or the next lower rate where that is no worse than the seeds scatter." +
      (atEdge.length === 0
        ? ""
        : ` The best rate is still at an end for ${atEdge.join(" and ")}; these may do better beyond it.`),
    tables,
  };
}
