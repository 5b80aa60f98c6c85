/** The page of the optimizer bake-off as data. */
import { medianAt, triedRates } from "#lab/training/tuning/index";
import { gridOf, secondOf } from "#lab/training/optimizers/index";
import type { BakeoffRun } from "../bakeoff.ts";
import type { Cell, Column, Figure, Report, ReportRow, Tuning } from "../report.ts";
import { spreadCell } from "../spread.ts";
import type { Timed } from "../times.ts";
import { listed, signed } from "../words.ts";
import { allArms, baseline, tuningTable } from "./arms.ts";
import { choiceOf } from "./choice.ts";
import { summarize, type ArmSummary, type Summary } from "./summary.ts";

const nats = "nats per token";

const columns: readonly Column[] = [
  { id: "loss", label: "Final loss", unit: nats, statement: "Validation loss after equal steps, mean over the seeds." },
  {
    id: "difference",
    label: `Minus ${baseline}`,
    unit: nats,
    statement:
      "Paired by seed, with the 95 % interval. Better or worse only where that excludes 0 and all seeds agree.",
  },
  {
    id: "equalTime",
    label: "Loss in equal seconds",
    unit: nats,
    statement: `When the whole training time of ${baseline} is over; what is faster is at its end.`,
  },
  {
    id: "rates",
    label: "Tuned rates",
    unit: "",
    statement: "How many rates it needs, each tuned with the same effort. A second one is an advantage of its own.",
  },
  { id: "state", label: "State", unit: "kB", statement: "What the optimizer keeps from step to step, exact." },
  {
    id: "total",
    label: "Weights and state",
    unit: "% of Adam's",
    statement: "At 512 tokens embedding and head are two fifths of this model; in a large one they are less.",
  },
  { id: "update", label: "Update", unit: "ms", statement: "The update alone, all interleaved, one program each." },
  {
    id: "step",
    label: "Training step",
    unit: `× ${baseline}`,
    statement: "Whole steps, interleaved, with the interval.",
  },
  {
    id: "first",
    label: "Rate",
    unit: "",
    statement: "Of all parameters, or of hidden matrices (of all matrices where columns are normalized).",
  },
  {
    id: "second",
    label: "Second rate",
    unit: "",
    statement: "Of embedding, head and gains (of gains alone where columns are normalized).",
  },
];

export function reportOf(run: Pick<BakeoffRun, "units">): Report {
  const summary = summarize(run);
  return {
    subject: "Optimizer",
    columns,
    rows: summary.arms.map((arm) => rowOf(arm, summary)),
    choice: choiceOf(summary),
    reading: readingOf(summary),
    figures: [differenceFigure(summary), memoryFigure(summary)].filter((figure) => figure !== null),
    tuning: tuningOf(),
  };
}

/** Bytes of weights and of Adam's state, which is two copies of them. */
const adamsTotal = ({ weightBytes }: ArmSummary): number => 3 * weightBytes;
const share = (arm: ArmSummary): number => (100 * (arm.weightBytes + arm.stateBytes)) / adamsTotal(arm);

function rowOf(arm: ArmSummary, { seeds }: Summary): ReportRow {
  const { id, name, paper, contestant, loss, difference, rates } = arm;
  const { units } = loss;
  const cells: Record<string, Cell | null> = {
    loss: spreadCell(loss),
    difference: difference && { ...spreadCell(difference), words: seeds > 1 ? difference.standing : undefined },
    equalTime:
      arm.lossAtEqualTime === null ? null : { value: arm.lossAtEqualTime, units: [...units, ...arm.step!.units] },
    rates: { value: contestant.rates, units: [] },
    state: { value: arm.stateBytes / 1000, units },
    total: { value: share(arm), units },
    update: arm.update && { value: arm.update.milliseconds, units: arm.update.units },
    step: arm.step && timeCell(arm.step),
    first: { value: rates.learningRate, units },
    second: rates.second === null ? null : { value: rates.second, units },
  };
  const filled = Object.entries(cells).filter((entry): entry is [string, Cell] => entry[1] !== null);
  return { id, name, title: name, statement: contestant.how, paper, cells: Object.fromEntries(filled) };
}

const timeCell = ({ ratio: { median, interval }, units }: Timed): Cell => ({ value: median, interval, units });

function readingOf({ arms, seeds }: Summary): string[] {
  const others = arms.filter(({ difference }) => difference !== null && difference.mean !== null);
  if (others.length === 0) return [];
  const named = (some: readonly ArmSummary[]) =>
    listed(
      some
        .toSorted((a, b) => a.difference!.mean! - b.difference!.mean!)
        .map(({ name, difference }) => `${name} (${signed(difference!.mean!, 3)})`),
    );
  if (seeds < 2) return [`With one seed there is no spread. Loss minus that of ${baseline}: ${named(others)} ${nats}.`];
  const of = (standing: string) => others.filter(({ difference }) => difference!.standing === standing);
  const sentence = (some: readonly ArmSummary[], what: string) => (some.length > 0 ? [`${what}: ${named(some)}.`] : []);
  return [
    ...sentence(of("better"), `Lower final loss than ${baseline} beyond the spread over ${seeds} seeds, in ${nats}`),
    ...sentence(of("tie"), `No different beyond the spread over ${seeds} seeds`),
    ...sentence(of("worse"), "Higher"),
  ];
}

function differenceFigure({ arms }: Summary): Figure | null {
  const rows = arms.flatMap(({ name, difference }) =>
    difference ? [{ name, mean: difference.mean, interval: difference.interval, values: difference.values }] : [],
  );
  if (rows.length === 0) return null;
  return {
    kind: "intervals",
    name: `Final loss minus that of ${baseline}`,
    caption: "Dots are seeds, bars the 95 % interval of their mean. Left of the line is better.",
    axis: { label: `Loss minus that of ${baseline}`, unit: nats },
    neutral: 0,
    panels: [{ title: "After equal steps", rows }],
  };
}

function memoryFigure({ arms }: Summary): Figure | null {
  const lines = arms.flatMap((arm) =>
    arm.loss.mean === null ? [] : [{ series: arm.name, seed: 1, x: [share(arm)], y: [arm.loss.mean] }],
  );
  if (lines.length === 0) return null;
  return {
    kind: "chart",
    name: "Loss against memory",
    chart: {
      x: { label: "Weights and state", unit: "% of Adam's" },
      y: { label: "Final loss", unit: nats },
      mark: "dots",
      caption: "Down and to the left is better.",
    },
    lines,
  };
}

function tuningOf(): Tuning {
  /** Contestants whose rates were tried on the same grid, together. */
  const groups = new Map<string, Tuning["tables"][number]["rows"][number][]>();
  const grids = new Map<string, number[]>();
  const add = (name: string, chosen: number) => {
    const rates = triedRates(tuningTable, name);
    const values = rates.map((rate) => medianAt(tuningTable, name, rate));
    const key = rates.join(" ");
    grids.set(key, rates);
    groups.set(key, [...(groups.get(key) ?? []), { name, values, chosen }]);
  };
  for (const { contestant, rates } of allArms) {
    add(contestant.name, rates.learningRate);
    if (rates.second !== null) add(secondOf(contestant.name), rates.second);
  }
  return {
    statement:
      `Every optimizer at ${gridOf(allArms[0].contestant).length} rates in steps of two, then at as many second ones where it has one, and further where the best was at an end; half as long as the comparison, on three seeds that no result uses. ` +
      "Shown is the median. Each takes the lowest, or the next lower rate where that is no worse than the seeds scatter.",
    tables: [...groups].map(([key, rows]) => ({
      title: `${listed(rows.map(({ name }) => name))}`,
      learningRates: grids.get(key)!,
      unit: nats,
      rows,
    })),
  };
}
