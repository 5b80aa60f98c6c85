/** An answer for somebody whose texts are long, made from a run's numbers and no surer than they are. */
import type { Choice } from "../report.ts";
import { listed, signed } from "../words.ts";
import { baseline } from "./arms.ts";
import { untuned } from "./rates.ts";
import { longest, nats, percent, shareOfRight } from "./reading.ts";
import { pairedWith, type ArmSummary, type Summary } from "./summary.ts";

/** Of those whose time grows with the length alone and is less than softmax's at the greatest length, the one with the lowest loss. Nothing from one seed, without tuned rates, or where softmax itself diverged. */
export function choiceOf(summary: Summary, isUntuned = untuned): Choice | null {
  const { arms, seeds } = summary;
  const length = summary.lengths.at(-1);
  const softmax = arms.find(({ name }) => name === baseline);
  if (isUntuned || !softmax?.loss || softmax.loss.mean === null || seeds < 2 || length === undefined) return null;
  const ended = arms
    .filter(({ difference }) => difference !== null && difference.mean !== null)
    .toSorted((a, b) => a.difference!.mean! - b.difference!.mean!);
  const isFast = ({ fasterFrom, chunked }: ArmSummary) => fasterFrom !== null && chunked !== null;
  const [best, ...fast] = ended.filter(isFast);
  const lost = arms.filter((arm) => isFast(arm) && !ended.includes(arm)).map(({ name }) => name);
  return {
    question: "Long texts: which attention?",
    answer: [
      ...(best
        ? [verdict(best, length), ...alike(best, fast, seeds), ...asLow([best, ...fast]), ...lacks(best, softmax)]
        : [
            lost.length > 0
              ? `${titled(baseline)}: of those whose time grows with the length alone, what takes less with ${length} tokens diverged.`
              : `${titled(baseline)}: with ${length} tokens none whose time grows with the length alone takes less, beyond the noise.`,
          ]),
      ...(lost.length > 0 ? [`Diverged on text: ${listed(lost)}.`] : []),
      short(ended, seeds),
    ],
    columns: ["difference", "time", "fasterFrom", "cache", "kept", "backcopy", "retrieval"],
    rows: arms.toSorted((a, b) => distance(a) - distance(b)).map(({ id }) => id),
  };
}

const titled = (name: string): string => name[0].toUpperCase() + name.slice(1);

/** From softmax's loss: 0 for itself, last for what diverged. */
const distance = ({ name, difference }: ArmSummary): number => (name === baseline ? 0 : (difference?.mean ?? Infinity));

function verdict(arm: ArmSummary, length: number): string {
  const { time, memory } = longest(arm);
  const cost = memory
    ? `, and to go on writing it keeps ${(memory.cache / 1000).toFixed(1)} kB per layer, however long the text`
    : "";
  const { standing } = arm.difference!;
  const loss = {
    better: "lower than softmax's",
    worse: "higher than softmax's",
    tie: "not told apart from softmax's",
  }[standing as "tie"];
  return `${titled(arm.name)}. With ${length} tokens its layer takes ${percent(time!.ratio.median)} of the time of softmax's, less from ${arm.fasterFrom} tokens on${cost}; its loss is ${loss} (${nats(arm.difference!)}).`;
}

/** Others that a run with other seeds might have put first. */
function alike(best: ArmSummary, fast: readonly ArmSummary[], seeds: number): string[] {
  const names = fast.filter((arm) => pairedWith(best.rows, arm.rows)?.standing === "tie").map(({ name }) => name);
  return names.length === 0 ? [] : [`Over ${seeds} seeds its loss is not told apart from that of ${listed(names)}.`];
}

function asLow(fast: readonly ArmSummary[]): string[] {
  const good = fast.filter(({ difference }) => ["better", "tie"].includes(difference!.standing));
  return good.length === 0
    ? ["All that are as fast end higher than softmax."]
    : good.length === fast.length
      ? ["None that is as fast ends higher than softmax beyond the spread."]
      : [
          `Not higher than softmax beyond the spread, of those that are as fast: ${listed(good.map(({ name }) => name))}.`,
        ];
}

/** What the loss does not show, beyond the spread. */
function lacks(arm: ArmSummary, softmax: ArmSummary): string[] {
  const worse = (["backcopy", "retrieval"] as const).flatMap((task) => {
    const [own, theirs] = [arm[task]?.mean ?? null, softmax[task]?.mean ?? null];
    const what = { backcopy: "copying after a trigger", retrieval: "looking as sharply as asked" }[task];
    return own === null || theirs === null || arm.errors[task]?.standing !== "worse"
      ? []
      : [`${what} (${shareOfRight(own)} right against ${shareOfRight(theirs)})`];
  });
  return worse.length === 0 ? [] : [`What it is worse at: ${listed(worse)}.`];
}

function short(ended: readonly ArmSummary[], seeds: number): string {
  const better = ended.filter(({ difference }) => difference!.standing === "better");
  return better.length > 0
    ? `Where texts are short, loss counts alone: lower than softmax's beyond the spread over ${seeds} seeds are ${listed(better.map(({ name, difference }) => `${name} (${signed(difference!.mean!, 3)})`))}.`
    : `Where texts are short, loss counts alone: none is lower than softmax's beyond the spread over ${seeds} seeds.`;
}
