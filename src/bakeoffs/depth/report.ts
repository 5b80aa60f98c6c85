/** The page of the depth bake-off as data. */
import { medianAt, triedRates } from "#lab/training/tuning/index";
import { depthRates } from "#lab/training/depth/index";
import type { BakeoffRun } from "../bakeoff.ts";
import type { Cell, Column, Report, ReportRow, Tuning } from "../report.ts";
import { spreadCell } from "../spread.ts";
import { allArms, baseline } from "./arms.ts";
import { choiceOf } from "./choice.ts";
import { figuresOf } from "./figures.ts";
import { rateOf, table, untuned } from "./rates.ts";
import { readingOf, untunedSentence } from "./reading.ts";
import { summarize, type ArmSummary, type Difference, type Summary } from "./summary.ts";

const nats = "nats per character";

const columns: readonly Column[] = [
  { id: "loss", label: "Final loss", unit: nats, statement: "Validation loss after equal steps, mean over the seeds." },
  {
    ...{ id: "difference", label: `Minus ${baseline}`, unit: nats },
    statement:
      "Paired by seed, with the 95 % interval. Better or worse only where that excludes 0 and all seeds agree.",
  },
  { id: "early", label: `Minus ${baseline}, early`, unit: nats, statement: "The same after a fifth of the steps." },
  {
    ...{ id: "failed", label: "Failed", unit: "" },
    statement:
      "Trainings that diverged, ended 0.2 nats above their own best, or no better than counting letters, at the arm's own rate.",
  },
  {
    ...{ id: "useless", label: "Blocks that could go", unit: "%" },
    statement: "Of blocks 2, 3, ... those whose removal costs less than a quarter of the mean.",
  },
  {
    ...{ id: "growth", label: "Growth of the stream", unit: "×" },
    statement: "Variance behind the last block over that behind the first, at the end.",
  },
  {
    ...{ id: "unevenness", label: "Unevenness of gradients", unit: "×" },
    statement: "Largest gradient norm of a block over the smallest, at the end.",
  },
  {
    ...{ id: "bears", label: "Bears rates up to", unit: "" },
    statement: "The highest of some high rates up to which no short training fails; one seed.",
  },
  {
    id: "step",
    label: "Training step",
    unit: `× ${baseline}`,
    statement: "Whole steps, interleaved, with the interval.",
  },
  { id: "parameters", label: "Parameters", unit: "", statement: "Numbers that are trained." },
  { id: "rate", label: "Rate", unit: "", statement: "Its own, tuned with the same effort as all others." },
];

export function reportOf(run: Pick<BakeoffRun, "units">): Report {
  const summary = summarize(run);
  return {
    subject: "Blocks",
    columns,
    rows: summary.arms.map((arm) => rowOf(arm, summary)),
    choice: choiceOf(summary),
    reading: readingOf(summary),
    figures: figuresOf(summary),
    tuning: tuningTable(),
  };
}

function rowOf(arm: ArmSummary, { seeds }: Summary): ReportRow {
  const { id, name, statement, paper, loss, highRates, bears, step } = arm;
  const { units } = loss;
  const against = (difference: Difference | null): Cell | null =>
    difference && { ...spreadCell(difference), ...(seeds > 1 ? { words: difference.standing } : {}) };
  const cells: Record<string, Cell | null> = {
    loss: spreadCell(loss),
    difference: against(arm.difference),
    early: against(arm.earlyDifference),
    failed: { value: arm.failed, units },
    useless: spreadCell(arm.useless),
    growth: spreadCell(arm.growth),
    unevenness: spreadCell(arm.unevenness),
    bears: highRates && { value: bears, ...(bears === null ? { words: "none" } : {}), units: [highRates.key] },
    step: step && { value: step.ratio.median, interval: step.ratio.interval, units: step.units },
    parameters: { value: arm.parameters, units },
    rate: { value: arm.learningRate, units },
  };
  const filled = Object.entries(cells).filter((entry): entry is [string, Cell] => entry[1] !== null);
  return { id, name, title: name, statement, paper, cells: Object.fromEntries(filled) };
}

function tuningTable(): Tuning {
  if (untuned) return { statement: untunedSentence, tables: [] };
  const names = allArms.map(({ name }) => name);
  const learningRates = [...new Set(names.flatMap((name) => triedRates(table, name)))].sort((a, b) => a - b);
  return {
    statement: `${depthRates(table, names).tuning} Shown is the median.`,
    tables: [
      {
        ...{ title: "At the full length", learningRates, unit: nats },
        rows: names.map((name) => ({
          name,
          values: learningRates.map((rate) => medianAt(table, name, rate)),
          chosen: rateOf(name),
        })),
      },
    ],
  };
}
