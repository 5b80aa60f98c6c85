/** The pictures: differences with their intervals, gradients and variances by depth, time against time. */
import type { Figure } from "../report.ts";
import { listed } from "../words.ts";
import { baseline } from "./arms.ts";
import type { ArmSummary, Summary } from "./summary.ts";

export function differenceFigure({ arms }: Summary): Figure | null {
  const panel = (title: string, scale: "small" | "large") => ({
    title,
    rows: arms.flatMap(({ name, difference }) => {
      const of = difference[scale];
      return of ? [{ name, mean: of.mean, interval: of.interval, values: of.values }] : [];
    }),
  });
  const panels = [panel("Small start", "small"), panel("Large start, one seed", "large")].filter(
    ({ rows }) => rows.length > 0,
  );
  if (panels.length === 0) return null;
  return {
    kind: "intervals",
    name: `Final loss minus ${baseline}’s`,
    caption:
      "Dots are seeds, bars the 95 % interval of their mean. Left of the line is better. The order at one start is not the order at the other.",
    axis: { label: `Loss minus ${baseline}’s`, unit: "nats per character" },
    neutral: 0,
    panels,
  };
}

export function depthFigures({ arms, depthOf }: Summary): Figure[] {
  const looked = arms.filter(({ depth }) => depth !== null);
  const base = looked.find(({ name }) => name === baseline);
  if (!base) return [];
  const figure = (name: string, label: string, statement: string, of: "gradient" | "variance"): Figure => {
    // A logarithmic axis has no place for zero: what is missing must be told.
    const zero = looked.filter(({ depth }) => depth!.end[of].every((value) => value === 0)).map(({ name }) => name);
    const caption = zero.length > 0 ? `${statement} Zero everywhere, so without a line: ${listed(zero)}.` : statement;
    const line = ({ name, depth }: ArmSummary) => ({
      series: name,
      seed: 1,
      x: depth!.end[of].map((_, at) => at),
      y: depth!.end[of],
    });
    return {
      kind: "multiples",
      name,
      reference: baseline,
      chart: { x: { label: "Blocks passed" }, y: { label, scale: "log" }, caption },
      panels: looked
        .filter(({ name }) => name !== baseline)
        .map((arm) => ({ title: arm.name, lines: [line(base), line(arm)] })),
    };
  };
  const where = `in the ${depthOf} model, after training, on one fixed batch`;
  return [
    figure(
      "Gradient by depth",
      "|dL/dx| of the stream",
      `What arrives of the gradient at the entry of each block, ${where}. The thin line is ${baseline}’s.`,
      "gradient",
    ),
    figure(
      "Variance by depth",
      "Variance of the stream",
      `How much the residual stream grows, ${where}. The thin line is ${baseline}’s.`,
      "variance",
    ),
  ];
}

/** As many forward passes as the run timed, after folding; the arm's own time where nothing folds. */
export function timeFigure({ arms, noise }: Summary): Figure | null {
  const size = Object.keys(noise.forwardPass).at(-1);
  if (size === undefined) return null;
  const lines = arms.flatMap(({ name, step, forwardPass }) => {
    const read = forwardPass[size];
    return step && read
      ? [{ series: name, seed: 1, x: [step.ratio.median], y: [(read.folded ?? read.raw).ratio.median] }]
      : [];
  });
  if (lines.length === 0) return null;
  return {
    kind: "chart",
    name: "Training time against inference time",
    chart: {
      x: { label: "Training step", unit: `× ${baseline}` },
      y: { label: `Forward pass, ${size} characters, folded`, unit: `× unfolded ${baseline}` },
      mark: "dots",
      caption: "Down and to the left is faster. What cannot fold pays at both ends.",
    },
    lines,
  };
}
