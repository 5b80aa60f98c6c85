/** An answer for somebody whose texts are long, made from a run's numbers and no surer than they are. */
import type { Choice } from "../report.ts";
import { listed, signed } from "../words.ts";
import { baseline } from "./arms.ts";
import { untuned } from "./rates.ts";
import { longest, percent, nats } from "./reading.ts";
import type { ArmSummary, Summary } from "./summary.ts";

/** Points of accuracy that a reader would notice. */
const noticed = 2;

/** Of those whose time grows with the length alone and is less than softmax's at the greatest length, the one with the lowest loss. Nothing from one seed, or without tuned rates. */
export function choiceOf(summary: Summary, isUntuned = untuned): Choice | null {
  const { arms, seeds } = summary;
  const length = summary.lengths.at(-1);
  const softmax = arms.find(({ name }) => name === baseline);
  if (isUntuned || !softmax?.loss || seeds < 2 || length === undefined) return null;
  const ended = arms
    .filter(({ difference }) => difference !== null && difference.mean !== null)
    .toSorted((a, b) => a.difference!.mean! - b.difference!.mean!);
  const [best, ...fast] = ended.filter(({ fasterFrom, chunked }) => fasterFrom !== null && chunked !== null);
  return {
    question: "Long texts: which attention?",
    answer: [
      ...(best
        ? [verdict(best, length), ...asLow([best, ...fast]), ...lacks(best, softmax)]
        : [
            `${titled(baseline)}: with ${length} tokens none whose time grows with the length alone takes less, beyond the noise.`,
          ]),
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
    tie: "no different from softmax's beyond the spread",
  }[standing as "tie"];
  return `${titled(arm.name)}. With ${length} tokens its layer takes ${percent(time!.ratio.median)} of the time of softmax's, less from ${arm.fasterFrom} tokens on${cost}; its loss is ${loss} (${nats(arm.difference!)}).`;
}

function asLow(fast: readonly ArmSummary[]): string[] {
  const good = fast.filter(({ difference }) => ["better", "tie"].includes(difference!.standing));
  return good.length === 0
    ? ["Of those whose time grows with the length alone, none ends as low as softmax."]
    : good.length === fast.length
      ? ["All whose time grows with the length alone end as low as softmax."]
      : [
          `As low as softmax, of those whose time grows with the length alone: ${listed(good.map(({ name }) => name))}.`,
        ];
}

/** What the loss does not show. */
function lacks(arm: ArmSummary, softmax: ArmSummary): string[] {
  const worse = (["backcopy", "retrieval"] as const).flatMap((task) => {
    const [own, theirs] = [arm[task]?.mean ?? null, softmax[task]?.mean ?? null];
    const what = { backcopy: "copying after a trigger", retrieval: "looking as sharply as asked" }[task];
    return own === null || theirs === null || theirs - own < noticed
      ? []
      : [`${what} (${own.toFixed(0)} % right against ${theirs.toFixed(0)} %)`];
  });
  return worse.length === 0 ? [] : [`What it is worse at: ${listed(worse)}.`];
}

function short(ended: readonly ArmSummary[], seeds: number): string {
  const better = ended.filter(({ difference }) => difference!.standing === "better");
  return better.length > 0
    ? `Where texts are short, loss counts alone: lower than softmax's beyond the spread over ${seeds} seeds are ${listed(better.map(({ name, difference }) => `${name} (${signed(difference!.mean!, 3)})`))}.`
    : `Where texts are short, loss counts alone: none is lower than softmax's beyond the spread over ${seeds} seeds.`;
}
