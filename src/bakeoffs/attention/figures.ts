/** The pictures: losses, what a longer text costs, loss against that, and the two tasks. */
import type { Chart } from "#lab/kit/index";
import type { Figure, FigureLine } from "../report.ts";
import { baseline } from "./arms.ts";
import { longest } from "./reading.ts";
import type { AtLength, Summary } from "./summary.ts";

const nats = "nats per character";

export const figuresOf = (summary: Summary): Figure[] =>
  [
    differences(summary),
    byLength(
      summary,
      "Time by length",
      ({ time }) => time && time.milliseconds,
      { label: "Time of one layer", unit: "ms", scale: "log" },
      "One layer, forward, one text. Straight lines: twice as steep is the square of the length. Linear attention and retention go in chunks of 64.",
    ),
    byLength(
      summary,
      "Memory by length",
      ({ memory }) => memory && memory.kept / 1e6,
      { label: "Kept for the backward pass", unit: "MB", scale: "log" },
      "What training keeps of one layer and one text, counted in the graph. Kernels that make rows of weights anew in the backward pass would keep less.",
    ),
    byLength(
      summary,
      "Memory to go on writing",
      ({ memory }) => memory && memory.cache / 1000,
      { label: "Kept for the next token", unit: "kB", scale: "log" },
      "Keys and values of all tokens, or one matrix for each head.",
    ),
    lossAgainstTime(summary),
    bySharpness(summary),
    restAndFirstToken(summary),
  ].filter((figure) => figure !== null);

function differences({ arms }: Summary): Figure | null {
  const rows = arms.flatMap(({ name, difference }) =>
    difference ? [{ name, mean: difference.mean, interval: difference.interval, values: difference.values }] : [],
  );
  if (rows.length === 0) return null;
  return {
    kind: "intervals",
    name: `Loss on text minus that of ${baseline}`,
    caption: "Dots are seeds, bars the 95 % interval of their mean. Left of the line is better.",
    axis: { label: `Loss minus that of ${baseline}`, unit: nats },
    neutral: 0,
    panels: [{ title: "After equal steps", rows }],
  };
}

/** A chart of lines; null where there is nothing to draw. */
const drawn = (name: string, chart: Chart, lines: readonly FigureLine[]): Figure | null => {
  const some = lines.filter(({ x }) => x.length > 0);
  return some.length === 0 ? null : { kind: "chart", name, chart, lines: some };
};

function byLength(
  { arms }: Summary,
  name: string,
  of: (at: AtLength) => number | null,
  y: Chart["y"],
  caption: string,
): Figure | null {
  const lines = arms.map(({ name: series, lengths }) => {
    const points = lengths.flatMap((at) => {
      const value = of(at);
      return value === null ? [] : [{ x: at.length, y: value }];
    });
    return { series, seed: 1, x: points.map(({ x }) => x), y: points.map(({ y }) => y) };
  });
  return drawn(name, { x: { label: "Tokens", scale: "log" }, y, caption }, lines);
}

function lossAgainstTime({ arms, lengths }: Summary): Figure | null {
  const lines = arms.flatMap((arm) => {
    const time = arm.lengths.length > 0 ? longest(arm).time : null;
    const loss = arm.loss?.mean ?? null;
    return time === null || loss === null ? [] : [{ series: arm.name, seed: 1, x: [time.ratio.median], y: [loss] }];
  });
  const caption = `At ${lengths.at(-1) ?? 0} tokens. Down and to the left is better; the loss is that of texts as long as the model was trained on.`;
  return drawn(
    "Loss against time",
    {
      ...{ x: { label: "Time of one layer", unit: `× ${baseline}` }, y: { label: "Loss", unit: nats } },
      ...{ mark: "dots", caption },
    },
    lines,
  );
}

function bySharpness({ arms }: Summary): Figure | null {
  const lines = arms.map(({ name, byKeys }) => {
    const points = byKeys.toSorted((a, b) => a.keys - b.keys);
    return {
      ...{ series: name, seed: 1 },
      x: points.map(({ keys }) => keys),
      y: points.map(({ accuracy }) => accuracy.mean),
    };
  });
  const caption =
    "The query's length says whether the sign of one key is asked for, or of most of three or seven. Half of all answers are right by chance.";
  return drawn(
    "Sharpness on demand",
    { x: { label: "Keys that count" }, y: { label: "Right", unit: "%" }, caption },
    lines,
  );
}

function restAndFirstToken({ arms }: Summary): Figure | null {
  const lines = arms.flatMap((arm) => {
    const [first, right] = [arm.first?.mean ?? null, arm.backcopy?.mean ?? null];
    return first === null || right === null ? [] : [{ series: arm.name, seed: 1, x: [first], y: [right] }];
  });
  return drawn(
    "Rest and the first token",
    {
      x: { label: "Weight on the first token, first block" },
      y: { label: "Right after a trigger", unit: "%" },
      mark: "dots",
      caption:
        "A head that must do nothing most of the time: under softmax it can rest only by looking somewhere; what can spend less than one need not.",
    },
    lines,
  );
}
