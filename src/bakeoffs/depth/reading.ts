/** What a run says in plain words: made from its numbers alone, and only as far as they go. */
import type { Spread, Standing } from "../spread.ts";
import { sideOf } from "../times.ts";
import { listed, signed } from "../words.ts";
import { baseline } from "./arms.ts";
import { untuned } from "./rates.ts";
import type { ArmSummary, Difference, Summary } from "./summary.ts";

export const untunedSentence =
  "The rates are not tuned yet: every arm was trained at the same one, so differences of loss say nothing of the methods.";

/** Sentences, most important first. */
export function readingOf(summary: Summary, isUntuned = untuned): string[] {
  if (summary.arms.length === 0) return [];
  return [
    ...(isUntuned ? [untunedSentence] : []),
    ...losses(summary),
    ...failures(summary),
    ...blocks(summary),
    ...highRates(summary),
    ...times(summary),
  ];
}

/** "-0.010 nats per character, 95 % interval ...". */
export const nats = ({ mean, interval }: Pick<Spread, "mean" | "interval">): string =>
  mean === null
    ? "diverged"
    : `${signed(mean, 3)} nats per character${interval ? `, 95 % interval ${signed(interval[0], 3)} to ${signed(interval[1], 3)}` : ""}`;

type Moment = "difference" | "earlyDifference";

/** Those with a difference, the lowest first. */
export const ranked = (arms: readonly ArmSummary[], moment: Moment): { name: string; difference: Difference }[] =>
  arms
    .flatMap(({ name, [moment]: difference }) => (difference && difference.mean !== null ? [{ name, difference }] : []))
    .toSorted((a, b) => a.difference.mean! - b.difference.mean!);

const told = (rows: ReturnType<typeof ranked>): string =>
  listed(rows.map(({ name, difference }) => `${name.replace(", ", " ")} (${signed(difference.mean!, 3)})`));

function losses({ arms, seeds }: Summary): string[] {
  const end = ranked(arms, "difference");
  if (end.length === 0) return [];
  if (seeds < 2)
    return [`With one seed there is no spread. Loss minus that of ${baseline}: ${told(end)} nats per character.`];
  const part = (moment: Moment, standing: Standing, what: string) => {
    const some = ranked(arms, moment).filter(({ difference }) => difference.standing === standing);
    return some.length > 0 ? [`${what}: ${told(some)}.`] : [];
  };
  return [
    ...part(
      "difference",
      "better",
      `Lower loss at the end than ${baseline} beyond the spread over ${seeds} seeds, in nats per character`,
    ),
    ...part("difference", "tie", "No different at the end beyond it"),
    ...part("difference", "worse", "Higher at the end"),
    ...part("earlyDifference", "better", "After a fifth of the steps, lower"),
    ...part("earlyDifference", "worse", "After a fifth of the steps, higher"),
  ];
}

function failures({ arms, seeds }: Summary): string[] {
  const some = arms.filter(({ failed }) => failed > 0);
  return some.length === 0
    ? ["No training failed at its own rate."]
    : [`Failed at its own rate: ${listed(some.map(({ name, failed }) => `${name} (${failed} of ${seeds} seeds)`))}.`];
}

/** The first and the last of some numbers, in words. */
function ends(arms: readonly ArmSummary[], of: (arm: ArmSummary) => Spread, digits: number): [string, string] | null {
  const rows = arms
    .flatMap((arm) => {
      const value = of(arm).mean;
      return value === null ? [] : [{ name: arm.name, value }];
    })
    .toSorted((a, b) => b.value - a.value);
  const told = ({ name, value }: (typeof rows)[number]) => `${name} (${value.toFixed(digits)})`;
  return rows.length < 2 ? null : [told(rows[0]), told(rows.at(-1)!)];
}

function blocks({ arms }: Summary): string[] {
  const part = (what: string, of: (arm: ArmSummary) => Spread, digits: number) => {
    const found = ends(arms, of, digits);
    return found ? [`${what} is largest with ${found[0]}, smallest with ${found[1]}.`] : [];
  };
  return [
    ...part(
      "The share of blocks whose removal costs less than a quarter of the mean, in percent,",
      ({ useless }) => useless,
      0,
    ),
    ...part("The stream's variance behind the last block over that behind the first", ({ growth }) => growth, 1),
    ...part("The largest gradient of a block over the smallest", ({ unevenness }) => unevenness, 1),
  ];
}

function highRates({ arms }: Summary): string[] {
  const tried = arms.filter(({ highRates }) => highRates !== null);
  if (tried.length === 0) return [];
  const byRate = new Map<number | null, string[]>();
  for (const { name, bears } of tried) byRate.set(bears, [...(byRate.get(bears) ?? []), name]);
  const parts = [...byRate]
    .toSorted(([a], [b]) => (b ?? 0) - (a ?? 0))
    .map(([rate, names]) => `${rate === null ? "none of those tried" : rate} for ${listed(names)}`);
  const { steps } = tried[0].highRates!.row;
  return [`The highest rate up to which no training of ${steps} steps fails (one seed): ${parts.join("; ")}.`];
}

function times({ arms, noise }: Summary): string[] {
  if (noise === null) return [];
  const faster = arms.filter(({ name, step }) => name !== baseline && step && sideOf(step, noise) === "less");
  const percent = ({ name, step }: ArmSummary) => `${name} (${(100 * step!.ratio.median).toFixed(0)} %)`;
  return [
    faster.length > 0
      ? `A training step takes less time than with ${baseline} for ${listed(faster.map(percent))}. The same program twice differs by up to ${noise.toFixed(0)} %.`
      : `No training step takes less time than with ${baseline} beyond the noise.`,
  ];
}
