/** One layer that has learned a task with all of its features and learns a second with some of them: what the page lets readers touch. */
import { gradient, input, random } from "#engine";
import { openForward, type Forward } from "#lab/measure/forward";
import { largest, magnitudes, masked, type Choice } from "./method.ts";

const [rows, inputs] = [6, 12];
export const features = 20;
const updates = 40;
const learningRate = 0.05;

export const masks = {
  largest: "the largest outputs (MIGU)",
  smallest: "the smallest outputs",
  random: "some at random",
} as const;
export type Which = keyof typeof masks;

/** The same numbers for every reader. */
const fixed = (name: string, count: number, scale = 1) =>
  random(19)
    .stream(name)
    .normal(count)
    .map((value) => scale * value);
const readout = fixed("readout", features, 1 / 3);
const start = fixed("weights", inputs * features, 1 / 4);
const order = fixed("order", features);
const examples = [fixed("first task", rows * inputs), fixed("second task", rows * inputs)];
const targets = [fixed("first targets", rows), fixed("second targets", rows)];

/** By what features are chosen; at random, the same ones stay chosen for all updates. */
const scores: Readonly<Record<Which, Choice>> = {
  largest: (_, a) => a,
  smallest: (_, a) => a.neg(),
  random: (_, a) => a.mul(0).add(input("order", [features])),
};

type Pass = Forward<"loss" | "slope" | "mask" | "share">;
const passes = new Map<string, Promise<Pass>>();

/** h = x W, guess = tanh(h) readout, squared error. Opened when first asked for. */
function passOf(learning: number, which: Which): Promise<Pass> {
  const choice: Choice = (at, a) => largest(scores[which](at, a), 1 - learning);
  const open = () =>
    openForward((at) => {
      const [x, w] = [input("x", [rows, inputs]), input("w", [inputs, features])];
      const h = masked(choice)(at, x, w);
      const guess = h.tanh().matmul(input("readout", [features, 1]));
      const error = guess.squeeze(1).sub(input("target", [rows]));
      const loss = error.square().mean();
      const a = magnitudes(h);
      return { loss, slope: gradient(loss, [w])[0], mask: choice(at, a), share: a.div(a.sum()) };
    });
  const key = `${learning} ${which}`;
  if (!passes.has(key)) passes.set(key, open());
  return passes.get(key)!;
}

/** `learning`: share of the features that learn the second task. `likeness`: of its inputs to those of the first, 0 to 1. */
export async function learnSecond({ learning, which, likeness }: { learning: number; which: Which; likeness: number }) {
  const [all, own] = [await passOf(1, "largest"), await passOf(learning, which)];
  const other = examples[1].map((value, at) => likeness * examples[0][at] + Math.sqrt(1 - likeness ** 2) * value);
  let w = start;
  const first = () => all.run({ x: examples[0], target: targets[0], w, readout });
  const second = () => own.run({ x: other, target: targets[1], w, readout, ...(which === "random" && { order }) });
  const descend = ({ slope }: { slope: readonly number[] }) =>
    void (w = w.map((value, at) => value - learningRate * slope[at]));
  for (let update = 0; update < 2 * updates; update++) descend(await first());
  const [shares, before] = [(await first()).share, await second()];
  /** Of the first and of the second task, by update. */
  const losses: (readonly [number, number])[] = [];
  for (let update = 0; update <= updates; update++) {
    const step = await second();
    losses.push([(await first()).loss[0], step.loss[0]]);
    descend(step);
  }
  return { losses, shares: [shares, before.share], learns: before.mask.map((one) => one === 1) };
}
