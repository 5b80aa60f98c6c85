/** An answer for somebody who stacks many blocks, made from a run's numbers and no surer than they are. */
import type { Choice } from "../report.ts";
import { listed } from "../words.ts";
import { baseline } from "./arms.ts";
import { untuned } from "./rates.ts";
import { nats, ranked } from "./reading.ts";
import type { ArmSummary, Summary } from "./summary.ts";

/** The lowest loss at the end among those of which no training failed, if that is lower than Pre-LN's beyond the spread. Nothing from one seed, or without tuned rates. */
export function choiceOf({ arms, seeds }: Summary, isUntuned = untuned): Choice | null {
  const pre = arms.find(({ name }) => name === baseline);
  if (isUntuned || seeds < 2 || !pre || pre.loss.mean === null) return null;
  const whole = arms.filter(({ failed }) => failed === 0);
  const better = ranked(whole, "difference").filter(({ difference }) => difference.standing === "better");
  const [best] = better;
  const chosen = best ? arms.find(({ name }) => name === best.name)! : pre;
  return {
    question: "Many blocks: how should they be joined?",
    answer: [
      best
        ? `${best.name}. It ends lower than ${baseline} (${nats(best.difference)}).`
        : `${baseline}: of those that never failed none ends lower beyond the spread over ${seeds} seeds.`,
      ...others(better.slice(1).map(({ name }) => name)),
      ...reversals(arms),
      ...bearing(arms, chosen),
      ...useless([chosen, ...(best ? [pre] : [])]),
    ],
    columns: ["difference", "early", "failed", "useless", "bears", "step"],
    rows: arms.toSorted((a, b) => (a.loss.mean ?? Infinity) - (b.loss.mean ?? Infinity)).map(({ id }) => id),
  };
}

const others = (names: readonly string[]): string[] =>
  names.length > 0 ? [`Lower than ${baseline} as well: ${listed(names)}.`] : [];

/** What a short training would have said otherwise. */
function reversals(arms: readonly ArmSummary[]): string[] {
  const changed = (from: string, to: readonly string[]) =>
    arms
      .filter(
        ({ difference, earlyDifference }) =>
          earlyDifference?.standing === from && to.includes(difference?.standing ?? ""),
      )
      .map(({ name }) => name);
  const [lost, gained] = [changed("better", ["tie", "worse", "diverged"]), changed("worse", ["tie", "better"])];
  return [
    ...(lost.length > 0
      ? [
          `A short training would have said otherwise. Lower after a fifth of the steps, and not in the end: ${listed(lost)}.`,
        ]
      : []),
    ...(gained.length > 0 ? [`Higher after a fifth of the steps, and not in the end: ${listed(gained)}.`] : []),
  ];
}

/** For somebody who cannot tune. */
function bearing(arms: readonly ArmSummary[], chosen: ArmSummary): string[] {
  const tried = arms.filter(({ highRates }) => highRates !== null);
  const most = Math.max(...tried.map(({ bears }) => bears ?? 0));
  if (most === 0 || !tried.includes(chosen)) return [];
  const toughest = tried.filter(({ bears }) => bears === most).map(({ name }) => name);
  return [
    `If the rate cannot be tuned: up to ${most} no short training fails with ${listed(toughest)}${toughest.includes(chosen.name) ? "" : `; with ${chosen.name} ${chosen.bears === null ? "one does at the lowest of the high rates" : `only up to ${chosen.bears}`}`}.`,
  ];
}

function useless(arms: readonly ArmSummary[]): string[] {
  const shares = arms.flatMap(({ name, useless: { mean } }) =>
    mean === null ? [] : [`${mean.toFixed(0)} % with ${name}`],
  );
  return shares.length > 0
    ? [`Blocks whose removal costs next to nothing, less than a quarter of the mean: ${listed(shares)}.`]
    : [];
}
