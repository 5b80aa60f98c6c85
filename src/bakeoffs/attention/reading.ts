/** What a run says in plain words: made from its numbers alone, and only as far as they go. */
import type { Spread, Standing } from "../spread.ts";
import { sideOf } from "../times.ts";
import { listed, signed } from "../words.ts";
import { baseline } from "./arms.ts";
import { untuned } from "./rates.ts";
import type { ArmSummary, AtLength, Difference, Summary } from "./summary.ts";

export const untunedSentence =
  "The rates are not tuned yet: every arm was trained at the same one, so differences of loss or accuracy say nothing of the methods.";

/** Sentences, most important first. */
export function readingOf(summary: Summary, isUntuned = untuned): string[] {
  if (summary.arms.length === 0) return [];
  return [
    ...(isUntuned ? [untunedSentence] : []),
    ...losses(summary),
    ...parameters(summary),
    ...byLength(summary),
    ...memory(summary),
    ...task(summary, "backcopy", "Copying after a trigger and resting elsewhere"),
    ...task(summary, "retrieval", "Looking as sharply as the query's length asks for, where half is chance"),
    ...inside(summary),
  ];
}

export const percent = (ratio: number): string =>
  ratio > 0 && ratio < 0.005 ? "less than 1 %" : `${(100 * ratio).toFixed(0)} %`;

/** Of right answers: arms that are told apart may differ by less than one in a hundred. */
export const shareOfRight = (value: number): string => `${value.toFixed(1)} %`;

/** "+0.010 nats per character, 95 % interval ...". */
export const nats = ({ mean, interval }: Pick<Spread, "mean" | "interval">): string =>
  mean === null
    ? "diverged"
    : `${signed(mean, 3)} nats per character${interval ? `, 95 % interval ${signed(interval[0], 3)} to ${signed(interval[1], 3)}` : ""}`;

/** The greatest length that was timed, or counted where none was. */
export const longest = ({ lengths }: ArmSummary): AtLength =>
  lengths.findLast(({ time }) => time !== null) ?? lengths.at(-1)!;

/** An arm, its difference from what it is compared with, and a number to show. */
interface Compared {
  readonly name: string;
  readonly difference: Difference;
  readonly shown: string;
}

/** One sentence for those on each side, best first. */
function sides(all: readonly Compared[], words: Readonly<Record<"better" | "tie" | "worse", string>>): string[] {
  const ordered = all.toSorted((a, b) => a.difference.mean! - b.difference.mean!);
  return (["better", "tie", "worse"] as const).flatMap((standing: Standing & keyof typeof words) => {
    const some = ordered.filter(({ difference }) => difference.standing === standing);
    return some.length > 0
      ? [`${words[standing]}: ${listed(some.map(({ name, shown }) => `${name} (${shown})`))}.`]
      : [];
  });
}

/** Which arms diverged, and on how many of their seeds. */
function diverged(arms: readonly ArmSummary[], of: (arm: ArmSummary) => Spread | null, where: string): string[] {
  const lost = arms.flatMap((arm) => {
    const spread = of(arm);
    if (spread === null || spread.mean !== null) return [];
    const count = spread.units.length;
    return [`${arm.name} (${count - spread.values.length} of ${count === 1 ? "1 seed" : `${count} seeds`})`];
  });
  return lost.length > 0 ? [`Diverged ${where}: ${listed(lost)}.`] : [];
}

function losses({ arms, seeds }: Summary): string[] {
  const others = arms.flatMap(({ name, difference }): Compared[] =>
    difference === null || difference.mean === null ? [] : [{ name, difference, shown: signed(difference.mean, 3) }],
  );
  const lost = diverged(arms, ({ loss }) => loss, "on text");
  if (others.length === 0) return lost;
  if (seeds < 2) {
    const all = others.toSorted((a, b) => a.difference.mean! - b.difference.mean!);
    return [
      `With one seed there is no spread. Loss minus that of ${baseline}: ${listed(all.map(({ name, shown }) => `${name} (${shown})`))} nats per character.`,
      ...lost,
    ];
  }
  return [
    ...sides(others, {
      better: `Lower loss on text than ${baseline} beyond the spread over ${seeds} seeds, in nats per character`,
      tie: `Loss not told apart from ${baseline}'s over ${seeds} seeds, in nats per character`,
      worse: `Higher loss than ${baseline} beyond the spread over ${seeds} seeds, in nats per character`,
    }),
    ...lost,
  ];
}

/** What is left of a gate's gain beside a softmax that is as large. */
function parameters({ arms }: Summary): string[] {
  const usual = arms.find(({ name }) => name === baseline)?.parameters;
  const words: Partial<Record<Standing, string>> = {
    ...{ better: ", lower beyond the spread", worse: ", higher beyond the spread", tie: ", not told apart" },
  };
  const larger = arms.flatMap(({ name, parameters, matched }) =>
    matched === null || matched.mean === null || !parameters || !usual
      ? []
      : [
          `${name} has ${percent(parameters / usual - 1)} more parameters than ${baseline}; minus a ${baseline} of as many its loss is ${signed(matched.mean, 3)}${words[matched.standing] ?? ""}`,
        ],
  );
  return larger.map((sentence) => `${sentence[0].toUpperCase()}${sentence.slice(1)}.`);
}

function byLength({ arms, lengths, noise }: Summary): string[] {
  const length = lengths.at(-1);
  if (length === undefined) return [];
  const timed = arms.flatMap((arm) => {
    const { time } = longest(arm);
    return arm.name === baseline || time === null ? [] : [{ ...arm, time }];
  });
  if (timed.length === 0) return [];
  const share = ({ time }: (typeof timed)[number]) => percent(time.ratio.median);
  const faster = timed.filter(({ fasterFrom }) => fasterFrom !== null);
  const slower = timed.filter(({ time }) => sideOf(time, noise[length]) === "more");
  return [
    faster.length > 0
      ? `One layer takes less time than with ${baseline} for ${listed(faster.map((arm) => `${arm.name} (from ${arm.fasterFrom} tokens on; ${share(arm)} of the time at ${length})`))}. The same program twice differs by up to ${noise[length].toFixed(0)} % there.`
      : `With ${length} tokens no layer takes less time than with ${baseline} beyond the noise.`,
    ...(slower.length > 0
      ? [`With ${length} tokens it takes more for ${listed(slower.map((arm) => `${arm.name} (${share(arm)})`))}.`]
      : []),
  ];
}

function memory({ arms }: Summary): string[] {
  const counted = arms.flatMap(({ name, lengths }) => {
    const last = lengths.findLast(({ memory }) => memory !== null);
    return last ? [{ name, length: last.length, ...last.memory! }] : [];
  });
  const theirs = counted.find(({ name }) => name === baseline);
  if (!theirs || counted.length < 2) return [];
  /** All that need as much as the first one in this order. */
  const extreme = (what: "kept" | "cache", sign: 1 | -1) => {
    const [{ [what]: bytes }] = counted.toSorted((a, b) => sign * (a[what] - b[what]));
    const names = counted.filter((arm) => arm[what] === bytes).map(({ name }) => name);
    return { names: listed(names), share: percent(bytes / theirs[what]) };
  };
  const [least, most, smallest] = [extreme("kept", 1), extreme("kept", -1), extreme("cache", 1)];
  return [
    `For a text of ${theirs.length} tokens training keeps least with ${least.names} (${least.share} of what ${baseline} keeps) and most with ${most.names} (${most.share}); to write the next token ${smallest.names} needs ${smallest.share} of the numbers. These are counted in the graph, where a row of weights is kept for every query: a kernel that makes it anew in the backward pass would keep less.`,
  ];
}

function task({ arms, seeds }: Summary, which: "backcopy" | "retrieval", what: string): string[] {
  const lost = diverged(
    arms,
    (arm) => arm[which],
    which === "backcopy" ? "on the copying task" : "on the retrieval task",
  );
  const right = arms.flatMap((arm) => {
    const value = arm[which]?.mean ?? null;
    return value === null ? [] : [{ name: arm.name, value, shown: shareOfRight(value), ...arm.errors }];
  });
  if (right.length === 0) return lost;
  const theirs = right.find(({ name }) => name === baseline);
  if (!theirs || seeds < 2) {
    const all = right.toSorted((a, b) => b.value - a.value);
    return [`${what}, right are: ${listed(all.map(({ name, shown }) => `${name} (${shown})`))}.`, ...lost];
  }
  const others = right.flatMap(({ name, shown, [which]: difference }): Compared[] =>
    difference === null || difference.mean === null ? [] : [{ name, shown, difference }],
  );
  return [
    `${what}, ${baseline} is right in ${theirs.shown} of cases.`,
    ...sides(others, {
      better: "More than that beyond the spread",
      tie: "Not told apart from it",
      worse: "Fewer beyond the spread",
    }),
    ...lost,
  ];
}

function inside({ arms }: Summary): string[] {
  const part = (of: (arm: ArmSummary) => Spread | null, what: string, digits: number) => {
    const rows = arms
      .flatMap((arm) => {
        const { mean = null, interval = null } = of(arm) ?? {};
        return mean === null ? [] : [{ name: arm.name, mean, interval: interval ?? ([mean, mean] as const) }];
      })
      .toSorted((a, b) => b.mean - a.mean);
    if (rows.length < 2) return [];
    const [first, last] = [rows[0], rows.at(-1)!];
    const told = ({ name, mean }: typeof first) => `${name} (${mean.toFixed(digits)})`;
    return [
      first.interval[0] > last.interval[1]
        ? `${what}: most with ${told(first)}, least with ${told(last)}.`
        : `${what}: no two arms are told apart (${last.mean.toFixed(digits)} to ${first.mean.toFixed(digits)}).`,
    ];
  };
  return [
    ...part(({ entropy }) => entropy, "How evenly attention is spread on text, as entropy in nats", 2),
    ...part(({ first }) => first, "Weight on the first token in the first block of the copying task", 2),
    ...part(({ largest }) => largest, "Largest activation on text", 1),
    ...part(({ largestOnTask }) => largestOnTask, "Largest activation on the copying task", 1),
  ];
}
