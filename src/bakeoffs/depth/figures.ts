/** The pictures: losses early and at the end, what happens from block to block, and losses at rates that are too high. */
import type { Figure, FigureLine } from "../report.ts";
import { baseline } from "./arms.ts";
import type { Look } from "./rows.ts";
import type { ArmSummary, Difference, Summary } from "./summary.ts";

const nats = "nats per character";

export const figuresOf = (summary: Summary): Figure[] =>
  [
    differences(summary),
    byBlock(summary, "Variance by block", "variance", {
      axis: { label: "Variance of the stream", scale: "log" },
      caption: "Behind each block, at the end, mean over the seeds.",
    }),
    byBlock(summary, "Gradient by block", "gradient", {
      axis: { label: "Norm of the gradient", scale: "log" },
      caption: "Over all parameters of a block, at the end, mean over the seeds.",
    }),
    byBlock(summary, "Cost of removal", "removal", {
      axis: { label: "Loss without the block, less the loss with it", unit: "nats" },
      caption:
        "One block is taken out, nothing is retrained. The first one, which costs most under Pre-LN, is left out. Where a line lies on zero, blocks could go.",
    }),
    highRates(summary),
  ].filter((figure) => figure !== null);

function differences({ arms, seeds }: Summary): Figure | null {
  const rows = (of: (arm: ArmSummary) => Difference | null) =>
    arms.flatMap((arm) => {
      const difference = of(arm);
      return difference
        ? [{ name: arm.name, mean: difference.mean, interval: difference.interval, values: difference.values }]
        : [];
    });
  const end = rows(({ difference }) => difference);
  if (end.length === 0) return null;
  return {
    kind: "intervals",
    name: `Loss minus that of ${baseline}`,
    caption:
      seeds > 1
        ? "Dots are seeds, bars the 95 % interval of their mean. Left of the line is better. What is best early need not be in the end."
        : "One seed has no interval. Left of the line is better.",
    axis: { label: `Loss minus that of ${baseline}`, unit: nats },
    neutral: 0,
    panels: [
      { title: "After a fifth of the steps", rows: rows(({ earlyDifference }) => earlyDifference) },
      { title: "At the end", rows: end },
    ],
  };
}

interface Drawing {
  readonly axis: { readonly label: string; readonly unit?: string; readonly scale?: "log" };
  readonly caption: string;
}

function byBlock({ arms }: Summary, name: string, what: keyof Look, { axis, caption }: Drawing): Figure | null {
  const looked = arms.filter(({ profile }) => profile[what].length > 0);
  const base = looked.find(({ name }) => name === baseline);
  if (!base || looked.length < 2) return null;
  const line = ({ name: series, profile }: ArmSummary): FigureLine => {
    const points = profile[what].map((value, at) => ({ x: at + 1, y: value })).slice(what === "removal" ? 1 : 0);
    const y = points.map(({ y }) => (Number.isFinite(y) && (axis.scale !== "log" || y > 0) ? y : null));
    return { series, seed: 1, x: points.map(({ x }) => x), y };
  };
  return {
    ...{ kind: "multiples", name, reference: baseline },
    chart: { x: { label: "Block" }, y: axis, caption: `${caption} The thin line is ${baseline}’s.` },
    panels: looked.filter((arm) => arm !== base).map((arm) => ({ title: arm.name, lines: [line(base), line(arm)] })),
  };
}

function highRates({ arms }: Summary): Figure | null {
  const lines = arms.flatMap(({ name, highRates }): FigureLine[] => {
    if (!highRates) return [];
    const rates = highRates.row.learningRates;
    return [
      { series: name, seed: 1, x: rates.map(({ learningRate }) => learningRate), y: rates.map(({ last }) => last) },
    ];
  });
  if (lines.length === 0) return null;
  return {
    kind: "chart",
    name: "Rates that are too high",
    chart: {
      x: { label: "Learning rate", scale: "log" },
      y: { label: "Loss of the last fifty steps", unit: nats },
      caption:
        "Short trainings, one seed. A line that rises soon belongs to what must be tuned with care; a gap is a training that diverged.",
    },
    lines,
  };
}
