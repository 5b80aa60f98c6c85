/** The page of the attention bake-off as data. */
import { medianAt, triedRates, tuningOf } from "#lab/training/tuning/index";
import type { BakeoffRun } from "../bakeoff.ts";
import type { Cell, Column, Report, ReportRow, Tuning } from "../report.ts";
import { spreadCell, type Spread } from "../spread.ts";
import { armsOf, baseline, control } from "./arms.ts";
import { choiceOf } from "./choice.ts";
import { figuresOf } from "./figures.ts";
import { rateOf, tables, untuned } from "./rates.ts";
import { longest, readingOf, untunedSentence } from "./reading.ts";
import type { Task } from "./rows.ts";
import { summarize, type ArmSummary, type Difference, type Summary } from "./summary.ts";

const nats = "nats per character";

function columnsOf({ lengths }: Summary): readonly Column[] {
  const length = `${lengths.at(-1) ?? "the most"} tokens`;
  return [
    { id: "loss", label: "Loss on text", unit: nats, statement: "Validation loss after equal steps, mean over seeds." },
    {
      ...{ id: "difference", label: `Minus ${baseline}`, unit: nats },
      statement:
        "Paired by seed, with the 95 % interval, not widened for the number of arms. Better or worse only where that excludes 0 and all seeds agree.",
    },
    {
      ...{ id: "matched", label: `Minus ${control.replace(",", "")}`, unit: nats },
      statement: "The same for arms with a gate, beside a softmax that has as many parameters.",
    },
    {
      ...{ id: "backcopy", label: "Copies after a trigger", unit: "%" },
      statement: "Of the letters that are certain in a language in which a head must do nothing most of the time.",
    },
    {
      ...{ id: "retrieval", label: "Sharp on demand", unit: "%" },
      statement: "Right answers where a query's length says over how many of sixteen keys to look; half is chance.",
    },
    {
      ...{ id: "time", label: `One layer, ${length}`, unit: `× ${baseline}` },
      statement: "Forward, one text, interleaved, with the interval. In chunks where there is such a form.",
    },
    {
      ...{ id: "fasterFrom", label: "Faster from", unit: "tokens" },
      statement: `The shortest length from which on a layer takes less time than ${baseline}'s beyond the noise.`,
    },
    {
      ...{ id: "kept", label: `Kept for backward, ${length}`, unit: "MB" },
      statement:
        "Bytes of one layer's forward tensors that the backward pass reads, counted in the graph of the form that is timed; rows of weights are kept.",
    },
    {
      ...{ id: "cache", label: `Kept to write, ${length}`, unit: "kB" },
      statement: "What one layer keeps of the text to write the next token, counted.",
    },
    {
      ...{ id: "step", label: "Training step", unit: `× ${baseline}` },
      statement: "Whole steps of the character model, by rows of weights, interleaved, with the interval.",
    },
    {
      ...{ id: "entropy", label: "Entropy", unit: "nats" },
      statement: "Of a query's absolute weights on text, rescaled to sum to one: mean over blocks, heads and queries.",
    },
    {
      ...{ id: "first", label: "First token", unit: "" },
      statement:
        "Weight on it in the first block of the copying task, mean over queries; of retention, whose norm undoes their size, its share of the absolute weights.",
    },
    {
      ...{ id: "largest", label: "Largest activation, text", unit: "" },
      statement: "Largest absolute entry of the residual stream over held-out windows.",
    },
    { id: "largestOnTask", label: "Largest, copying", unit: "", statement: "The same on the copying task." },
    { id: "parameters", label: "Parameters", unit: "", statement: "Numbers of the character model, states included." },
    { id: "rate", label: "Rate on text", unit: "", statement: "Its own, tuned with the same effort as all others." },
  ];
}

export function reportOf(run: Pick<BakeoffRun, "units">): Report {
  const summary = summarize(run);
  return {
    subject: "Attention",
    columns: columnsOf(summary),
    rows: summary.arms.map((arm) => rowOf(arm, summary)),
    choice: choiceOf(summary),
    reading: readingOf(summary),
    figures: figuresOf(summary),
    tuning: tuningTables(),
  };
}

const cellOf = (spread: Spread | null): Cell | null => spread && spreadCell(spread);

function rowOf(arm: ArmSummary, { seeds, noise }: Summary): ReportRow {
  const { id, name, statement, paper, difference, step, fasterFrom } = arm;
  const units = arm.loss?.units ?? [];
  const at = arm.lengths.length > 0 ? longest(arm) : null;
  const bytes = (of: "kept" | "cache", per: number): Cell | null =>
    at?.memory ? { value: at.memory[of] / per, units: [at.memory.unit] } : null;
  const timed = Object.keys(noise).length > 0 && name !== baseline;
  const differenceCell = (of: Difference | null): Cell | null =>
    of && { ...spreadCell(of), ...(seeds > 1 ? { words: of.standing } : {}) };
  const cells: Record<string, Cell | null> = {
    loss: cellOf(arm.loss),
    difference: differenceCell(difference),
    matched: differenceCell(arm.matched),
    backcopy: cellOf(arm.backcopy),
    retrieval: cellOf(arm.retrieval),
    time: at?.time ? { value: at.time.ratio.median, interval: at.time.ratio.interval, units: at.time.units } : null,
    fasterFrom: timed
      ? { value: fasterFrom, ...(fasterFrom === null ? { words: "none" } : {}), units: at?.time?.units ?? [] }
      : null,
    kept: bytes("kept", 1e6),
    cache: bytes("cache", 1000),
    step: step && { value: step.ratio.median, interval: step.ratio.interval, units: step.units },
    entropy: cellOf(arm.entropy),
    first: cellOf(arm.first),
    largest: cellOf(arm.largest),
    largestOnTask: cellOf(arm.largestOnTask),
    parameters: arm.parameters === null ? null : { value: arm.parameters, units },
    rate: units.length === 0 ? null : { value: rateOf("text", name), units },
  };
  const filled = Object.entries(cells).filter((entry): entry is [string, Cell] => entry[1] !== null);
  return { id, name, title: name, statement, paper, cells: Object.fromEntries(filled) };
}

const taskTitles: Readonly<Record<Task, string>> = {
  text: "Text",
  backcopy: "Copying after a trigger",
  retrieval: "Sharp on demand",
};

function tuningTables(): Tuning {
  const tasks = (Object.keys(taskTitles) as Task[]).filter((task) => tables[task].length > 0);
  return {
    statement: untuned
      ? untunedSentence
      : `${tuningOf(tables.text, { runs: "half of the steps, judged on text that no result uses," }).tuning} The same on each of the two tasks. Shown is the median.`,
    tables: tasks.map((task) => {
      const learningRates = [...new Set(armsOf(task).flatMap(({ name }) => triedRates(tables[task], name)))];
      learningRates.sort((a, b) => a - b);
      return {
        title: taskTitles[task],
        learningRates,
        unit: "nats",
        rows: armsOf(task).map(({ name }) => ({
          name,
          values: learningRates.map((rate) => medianAt(tables[task], name, rate)),
          chosen: rateOf(task, name),
        })),
      };
    }),
  };
}
