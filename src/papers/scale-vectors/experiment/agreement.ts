/** Whether the branches that share a gain pull it the same way: s_b, each branch's own part of the shared gain's gradient. */
import { gradient, type Parameters } from "#engine";
import { randomWindows } from "#lab/datasets/batches";
import { languageModelLoss, textFeeds } from "#lab/training/language-model/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { modelIn } from "./arms.ts";
import type { Bench, ScaleVectorsLab } from "./settings.ts";

export const pairs = [
  ["query", "key"],
  ["query", "value"],
  ["key", "value"],
  ["gate", "up"],
] as const;

/** Of one pair, mean over the blocks. */
export interface Agreement {
  readonly pair: string;
  readonly cosine: number;
  /** Share of channels whose two parts have one sign. */
  readonly signs: number;
}

/**
 * With gains of their own, set to the shared ones, the branches compute the same and each gain's gradient is its branch's
 * part. `weights` are the baseline's.
 */
export async function openAgreement(lab: Pick<ScaleVectorsLab, "device" | "threads">, bench: Bench) {
  const { shape, text } = bench;
  const { scope, loss } = languageModelLoss(modelIn(bench, "HG"), { batch: shape.batch, mode: "training" });
  const gains = scope.parameters.filter(({ name }) => name.endsWith("/before/gain"));
  const partials = gradient(
    loss,
    gains.map(({ tensor }) => tensor),
  );
  const evaluator = await openEvaluator(
    Object.fromEntries(gains.map(({ name }, at) => [slopeOf(name), partials[at]])),
    lab,
  );
  const feeds = textFeeds(randomWindows(text.train, 0, 0, { batch: shape.batch, length: shape.context }));
  return {
    async of(weights: Parameters): Promise<Agreement[]> {
      const shared = Object.fromEntries(
        gains.map(({ name }) => [name, weights[name.replace(/\/[^/]+\/before\/gain$/, "/norm/gain")]]),
      );
      const out = await evaluator.run({ ...weights, ...shared }, feeds);
      return pairs.map(([a, b]) => {
        const blocks = gains
          .filter(({ name }) => name.endsWith(`/${a}/before/gain`))
          .map(({ name }) => ({
            mine: out[slopeOf(name)].data as Float32Array,
            other: out[slopeOf(name.replace(`/${a}/`, `/${b}/`))].data as Float32Array,
          }));
        const over = (of: (pair: (typeof blocks)[number]) => number) =>
          blocks.reduce((sum, pair) => sum + of(pair), 0) / blocks.length;
        return { pair: `${a}, ${b}`, cosine: over(cosine), signs: over(sameSigns) };
      });
    },
    release: () => evaluator.release(),
  };
}

const slopeOf = (gain: string) => `gradient of ${gain}`;

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at], 0);

export const cosine = ({ mine, other }: { mine: Float32Array; other: Float32Array }): number =>
  dot(mine, other) / Math.sqrt(dot(mine, mine) * dot(other, other));

export const sameSigns = ({ mine, other }: { mine: Float32Array; other: Float32Array }): number =>
  mine.reduce((sum, value, at) => sum + (value * other[at] > 0 ? 1 : 0), 0) / mine.length;
