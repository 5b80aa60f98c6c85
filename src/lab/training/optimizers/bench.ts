/** The bench on which optimizers are compared: one small LLaMA on byte-pair tokens, and each contestant at its own tuned rates. */
import { warmupCosine } from "#engine";
import { swiglu } from "../../nn/language-model/feed-forward.ts";
import { rmsNorm } from "../../nn/norms.ts";
import type { Arm, TunedArm } from "../language-model/compare.ts";
import { tunedLearningRate, type Tuned } from "../tuning/index.ts";
import type { Contestant } from "./contestants.ts";
import tuning from "./tuning.json" with { type: "json" };

/** The model of every contestant: no biases, an untied head, N(0, 0.02) everywhere. */
const llama: Pick<Arm, "norm" | "model"> = {
  norm: rmsNorm,
  model: { positions: "rotary", biases: false, writerScale: 1, feedForward: swiglu({ hidden: () => 176 }) },
};

/** 166,208 weights at a vocabulary of 512. Rates are tuned in half as many steps. */
export const bench = {
  shape: { depth: 2, width: 64, heads: 2, context: 64, batch: 16 },
  vocabulary: 512,
  steps: 300,
} as const;

/** An arm of a comparison of optimizers: a warm-up over a tenth of the steps, a cosine down to a tenth, nothing clipped. */
export const armOf = ({ name, optimizer }: Contestant, second: number | null): Arm => ({
  ...llama,
  name,
  optimizer: (learningRate) => optimizer(learningRate, second ?? NaN),
  schedule: (peak, total) => warmupCosine({ peak, warmup: Math.ceil(total / 10), total, minLearningRate: peak / 10 }),
  maxGradNorm: null,
});

/** The rates of the baselines, tuned once for all comparisons. */
export const baselineTuning: readonly Tuned[] = tuning;

/** Five rates in steps of two, for the first rate of every contestant. */
export const gridOf = ({ around }: Contestant): number[] =>
  [-2, -1, 0, 1, 2].map((notch) => Number((around * 2 ** notch).toPrecision(6)));

/** The same for the second one, which goes to Adam or to steps of Adam's size; its middle stands while the first one is tuned. */
export const secondGrid: readonly number[] = [2.5e-3, 5e-3, 1e-2, 2e-2, 4e-2];
export const secondAtFirst = secondGrid[2];

/** As tuning tables know the second rate of a contestant. */
export const secondOf = (name: string): string => `${name}, second rate`;

export interface Rates {
  readonly learningRate: number;
  /** null with one rate. */
  readonly second: number | null;
}

/** Of a baseline from the lab's table, of any other contestant from the paper's own. */
export function ratesOf(own: readonly Tuned[], { name, rates }: Contestant): Rates {
  const table = [...baselineTuning, ...own];
  return {
    learningRate: tunedLearningRate(table, name),
    second: rates === 2 ? tunedLearningRate(table, secondOf(name)) : null,
  };
}

/** A contestant at the rates that tuning chose. */
export function tunedArmOf(own: readonly Tuned[], contestant: Contestant): TunedArm {
  const { learningRate, second } = ratesOf(own, contestant);
  return { ...armOf(contestant, second), learningRate };
}

/** For a plan: how the rates of these contestants were chosen, and which they are. */
export function ratesPlan(
  own: readonly Tuned[],
  contestants: readonly Contestant[],
): {
  readonly tuning: string;
  readonly learningRates: Readonly<Record<string, number>>;
} {
  return {
    tuning:
      "Five rates in steps of two for every contestant, then five of its second rate where it has one (more where the best is at an end), in half as many steps on the seeds 1001, 1002 and 1003: one notch below the lowest median unless that is worse by more than the seeds scatter.",
    learningRates: Object.fromEntries(
      contestants.flatMap((contestant) => {
        const { learningRate, second } = ratesOf(own, contestant);
        const { name } = contestant;
        return [[name, learningRate] as const, ...(second === null ? [] : [[secondOf(name), second] as const])];
      }),
    ),
  };
}
