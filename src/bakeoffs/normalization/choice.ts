/** An answer to the question that brings a reader here, made from a run's numbers and no surer than they are. */
import type { Choice } from "../report.ts";
import { sideOf } from "../times.ts";
import { listed, signed } from "../words.ts";
import { baseline } from "./arms.ts";
import type { ArmSummary, Summary } from "./summary.ts";

/**
 * One of those whose final loss is not above layer norm's: the one with the fastest training step, if any is faster beyond the noise.
 * @param size of the forward pass that counts for running a model: "16 x 64".
 */
export function choiceOf(summary: Summary, size: string | undefined): Choice | null {
  const { arms, noise } = summary;
  const layerNorm = arms.find(({ name }) => name === baseline);
  const others = arms.filter(({ difference }) => difference.small);
  if (!layerNorm || others.length === 0 || others.some(({ difference }) => difference.small!.standing === "no spread"))
    return null;
  const good = others.filter(({ difference }) => ["better", "tie"].includes(difference.small!.standing));
  const faster = good
    .filter(({ step }) => step && noise.step !== null && sideOf(step, noise.step) === "less")
    .toSorted((a, b) => a.step!.ratio.median - b.step!.ratio.median);
  const chosen = faster.length > 0 ? faster[0] : layerNorm;
  return {
    question: "I train a small transformer: which norm?",
    answer: [
      ...verdict(chosen, summary),
      ...equals(good, others.length, summary.seeds),
      ...toRun(good, size, summary),
      ...doubts(others),
    ],
    columns: ["difference", "step", "forwardPass", "kept", "stability"],
    rows: arms.toSorted((a, b) => distance(a) - distance(b)).map(({ id }) => id),
  };
}

/** From layer norm's loss: 0 for itself, last for what diverged. */
const distance = ({ difference: { small } }: ArmSummary): number => (small ? (small.mean ?? Infinity) : 0);

const percent = (ratio: number): string => `${signed(100 * (ratio - 1), 0)} %`;
const named = (arms: readonly ArmSummary[]): string =>
  listed(arms.map(({ title }, index) => (index === 0 ? title : lowered(title))));
/** Within a sentence; what has capitals inside is a name. */
const lowered = (title: string): string =>
  /^[A-Z][a-z]+(?:[ ,]|$)/.test(title) ? title[0].toLowerCase() + title.slice(1) : title;

function verdict(chosen: ArmSummary, { seeds }: Summary): string[] {
  const { title, step, difference } = chosen;
  if (chosen.name === baseline) return ["Layer norm. Nothing that ends as low takes less time for a training step."];
  const { mean, interval, standing } = difference.small!;
  const far = interval ? `, 95 % interval ${signed(interval[0], 3)} to ${signed(interval[1], 3)}` : "";
  return [
    `${title}. A training step takes less time than with layer norm (${percent(step!.ratio.median)}), and the final loss is ${standing === "better" ? "lower" : "not different"} beyond the spread over ${seeds} seeds (${signed(mean!, 3)} nats per character${far}).`,
  ];
}

function equals(good: readonly ArmSummary[], all: number, seeds: number): string[] {
  if (good.length === 0) return [`None of the other ${all} ends as low as layer norm.`];
  const widest = Math.max(
    ...good.map(({ difference }) => {
      const [low, high] = difference.small!.interval!;
      return (high - low) / 2;
    }),
  );
  return [
    `${good.length} of the other ${all} end as low as layer norm: ${lowered(named(good))}. ${seeds} seeds cannot tell apart what differs by less than about ${widest.toFixed(2)} nats per character.`,
  ];
}

/** What is left of it once the model is trained. */
function toRun(good: readonly ArmSummary[], size: string | undefined, { noise }: Summary): string[] {
  if (size === undefined) return [];
  const times = good
    .flatMap((arm) => {
      const pass = arm.forwardPass[size];
      return pass ? [{ arm, time: pass.folded ?? pass.raw }] : [];
    })
    .filter(({ time }) => sideOf(time, noise.forwardPass[size]) === "less")
    .toSorted((a, b) => a.time.ratio.median - b.time.ratio.median);
  if (times.length === 0) return [];
  const [{ arm, time }] = times;
  return [
    `If running the trained model counts most: ${lowered(arm.title)}, folded into the matrices behind it (${percent(time.ratio.median)} of a forward pass).`,
  ];
}

function doubts(others: readonly ArmSummary[]): string[] {
  const worse = others.filter(({ difference }) => ["worse", "diverged"].includes(difference.small!.standing));
  const turned = others.filter(({ difference }) => {
    const [small, large] = [difference.small?.mean ?? null, difference.large?.mean ?? null];
    return small !== null && large !== null && small > 0 !== large > 0;
  });
  return [
    ...(worse.length > 0 ? [`Worse here, with the same care in tuning: ${lowered(named(worse))}.`] : []),
    ...(turned.length > 0
      ? [
          `This holds for this model and this start. With a residual stream that starts 25 times as large, ${turned.length} of ${others.length} change sides of layer norm.`,
        ]
      : []),
  ];
}
