/** What a run says in plain words: made from its numbers alone, and only as far as they go. */
import type { Spread, Standing } from "../spread.ts";
import { listed, signed } from "../words.ts";
import { baseline } from "./arms.ts";
import { untuned } from "./rates.ts";
import type { ArmSummary, AtLength, Summary } from "./summary.ts";

export const untunedSentence =
  "The rates are not tuned yet: every arm was trained at the same one, so differences of loss or accuracy say nothing of the methods.";

/** Sentences, most important first. */
export function readingOf(summary: Summary, isUntuned = untuned): string[] {
  if (summary.arms.length === 0) return [];
  return [
    ...(isUntuned ? [untunedSentence] : []),
    ...losses(summary),
    ...byLength(summary),
    ...memory(summary),
    ...tasks(summary),
    ...inside(summary),
  ];
}

export const percent = (ratio: number): string => `${(100 * ratio).toFixed(0)} %`;

/** "+0.010 nats per character, 95 % interval ...". */
export const nats = ({ mean, interval }: Pick<Spread, "mean" | "interval">): string =>
  mean === null
    ? "diverged"
    : `${signed(mean, 3)} nats per character${interval ? `, 95 % interval ${signed(interval[0], 3)} to ${signed(interval[1], 3)}` : ""}`;

/** The greatest length that was timed, or counted where none was. */
export const longest = ({ lengths }: ArmSummary): AtLength =>
  lengths.findLast(({ time }) => time !== null) ?? lengths.at(-1)!;

function losses({ arms, seeds }: Summary): string[] {
  const others = arms.filter(({ difference }) => difference !== null && difference.mean !== null);
  const lost = arms.filter(({ loss }) => loss !== null && loss.mean === null).map(({ name }) => name);
  const diverged = lost.length > 0 ? [`Diverged on text: ${listed(lost)}.`] : [];
  if (others.length === 0) return diverged;
  const named = (some: readonly ArmSummary[]) =>
    listed(
      some
        .toSorted((a, b) => a.difference!.mean! - b.difference!.mean!)
        .map(({ name, difference }) => `${name} (${signed(difference!.mean!, 3)})`),
    );
  if (seeds < 2)
    return [
      `With one seed there is no spread. Loss minus that of ${baseline}: ${named(others)} nats per character.`,
      ...diverged,
    ];
  const part = (standing: Standing, what: string) => {
    const some = others.filter(({ difference }) => difference!.standing === standing);
    return some.length > 0 ? [`${what}: ${named(some)}.`] : [];
  };
  return [
    ...part(
      "better",
      `Lower loss on text than ${baseline} beyond the spread over ${seeds} seeds, in nats per character`,
    ),
    ...part("tie", "No different beyond it"),
    ...part("worse", "Higher"),
    ...diverged,
  ];
}

function byLength({ arms, lengths, noise }: Summary): string[] {
  const length = lengths.at(-1);
  if (length === undefined) return [];
  const timed = arms.filter((arm) => arm.name !== baseline && longest(arm).time !== null);
  const faster = timed.filter(({ fasterFrom }) => fasterFrom !== null);
  const told = ({ name, fasterFrom, ...arm }: ArmSummary) =>
    `${name} (from ${fasterFrom} tokens on; ${percent(longest({ name, fasterFrom, ...arm }).time!.ratio.median)} of the time at ${length})`;
  return [
    faster.length > 0
      ? `One layer takes less time than with ${baseline} for ${listed(faster.map(told))}. The same program twice differs by up to ${noise[length].toFixed(0)} % there.`
      : `At none of these lengths, up to ${length} tokens, is a layer faster than with ${baseline} beyond the noise.`,
  ];
}

function memory({ arms }: Summary): string[] {
  const counted = arms.flatMap(({ name, lengths }) => {
    const last = lengths.findLast(({ memory }) => memory !== null);
    return last ? [{ name, length: last.length, ...last.memory! }] : [];
  });
  const theirs = counted.find(({ name }) => name === baseline);
  if (!theirs || counted.length < 2) return [];
  const [least, most] = [
    counted.toSorted((a, b) => a.kept - b.kept)[0],
    counted.toSorted((a, b) => b.kept - a.kept)[0],
  ];
  const smallest = counted.toSorted((a, b) => a.cache - b.cache)[0];
  return [
    `For a text of ${theirs.length} tokens training keeps least with ${least.name} (${percent(least.kept / theirs.kept)} of what ${baseline} keeps) and most with ${most.name} (${percent(most.kept / theirs.kept)}); to write the next token ${smallest.name} needs ${percent(smallest.cache / theirs.cache)} of the numbers. These are exact, from the graph.`,
  ];
}

function tasks({ arms }: Summary): string[] {
  const ranked = (task: "backcopy" | "retrieval") =>
    arms
      .flatMap((arm) => {
        const value = arm[task]?.mean ?? null;
        return value === null ? [] : [{ name: arm.name, value }];
      })
      .toSorted((a, b) => b.value - a.value);
  const named = (rows: ReturnType<typeof ranked>) =>
    listed(rows.map(({ name, value }) => `${name} (${value.toFixed(0)} %)`));
  const sentence = (task: "backcopy" | "retrieval", what: string) => {
    const rows = ranked(task);
    return rows.length === 0 ? [] : [`${what}, from most to fewest right: ${named(rows)}.`];
  };
  return [
    ...sentence("backcopy", "Copying after a trigger and resting elsewhere"),
    ...sentence("retrieval", "Looking as sharply as the query's length asks for"),
  ];
}

function inside({ arms }: Summary): string[] {
  const most = (of: (arm: ArmSummary) => Spread | null) =>
    arms
      .flatMap((arm) => {
        const value = of(arm)?.mean ?? null;
        return value === null ? [] : [{ name: arm.name, value }];
      })
      .toSorted((a, b) => b.value - a.value);
  const ends = (rows: ReturnType<typeof most>, digits: number) => {
    const told = ({ name, value }: (typeof rows)[number]) => `${name} (${value.toFixed(digits)})`;
    return `${told(rows[0])}, least with ${told(rows.at(-1)!)}`;
  };
  const part = (rows: ReturnType<typeof most>, what: string, digits: number) =>
    rows.length < 2 ? [] : [`${what} ${ends(rows, digits)}.`];
  return [
    ...part(
      most(({ entropy }) => entropy),
      "On text, attention is spread most evenly (entropy in nats) with",
      2,
    ),
    ...part(
      most(({ first }) => first),
      "On the copying task the first token gets most of the first block's attention with",
      2,
    ),
    ...part(
      most(({ largestOnTask }) => largestOnTask),
      "There the largest activation is largest with",
      1,
    ),
  ];
}
