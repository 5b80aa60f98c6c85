/**
 * Looks at what each block of a language model does, on fixed windows of the validation text.
 *
 *   variance    of the stream x_l after block l, over the features of a token
 *   gradient    |dL/dθ_l| over all parameters of block l, gains too
 *   angle       arccos(cos(x_{l-1}, x_l)) / π, mean over tokens
 *   jacobian    |J_l - I|_F / |I|_F with J_l = dx_l / dx_{l-1}: E|(J - I)'u|² = |J - I|_F² for signs u drawn at random
 *   removal     loss without block l minus the loss with all of them, nothing retrained
 */
import {
  cosineSimilarity,
  globalNorm,
  gradient,
  input,
  random,
  type Parameters,
  type Scope,
  type Tensor,
  type Value,
} from "#engine";
import type { Lab } from "../kit/index.ts";
import { withBlockSwitches } from "../nn/language-model/depth.ts";
import {
  languageModelLoss,
  modelOf,
  type Arm,
  type Comparison,
  type LanguageModelLoss,
} from "../training/language-model/index.ts";
import { evaluateMeans } from "../training/open-training.ts";
import { validationFeeds } from "../training/text.ts";
import { openEvaluator, scalar, type Evaluator } from "./evaluator.ts";
import { mean } from "./statistics.ts";

/** A number for each block, the first one first. */
export interface BlockProfile {
  readonly variance: readonly number[];
  readonly gradient: readonly number[];
  readonly angle: readonly number[];
  readonly jacobian: readonly number[];
}

export interface Removal {
  /** With all blocks, in nats. */
  readonly loss: number;
  /** What taking out each block adds to it. */
  readonly costs: readonly number[];
}

export interface DepthProbe {
  /** The model's parameters, for initial weights. */
  readonly scope: Scope;
  /** @param weights initial ones, or a snapshot of training. */
  profile(weights: Parameters): Promise<BlockProfile>;
  removal(weights: Parameters): Promise<Removal>;
  release(): Promise<void>;
}

export interface DepthProbeOptions {
  /** Vectors that a Jacobian is estimated from. Default 4. */
  readonly vectors?: number;
  /** Batches of windows on which blocks are removed. Default 8; profiles see the first. */
  readonly batches?: number;
}

/** Programs are compiled when they are first asked for: one for profiles, and one, with the switches fed, for all removals. */
export function openDepthProbe(
  { device, threads }: Pick<Lab, "device" | "threads">,
  arm: Pick<Arm, "norm" | "finalNorm" | "model">,
  bench: Pick<Comparison, "text" | "shape" | "embeddingStd">,
  { vectors = 4, batches = 8 }: DepthProbeOptions = {},
): DepthProbe {
  const { text, shape } = bench;
  const { batch, context: length, depth, width } = shape;
  const model = modelOf(arm, bench);
  const feeds = validationFeeds(text.validation, { batch, batches, length, start: text.start });
  const whole = languageModelLoss(model, { batch, mode: "inference" });
  const opened = new Map<string, Evaluator>();
  const evaluatorOf = async (name: string, outputs: () => Readonly<Record<string, Tensor>>) => {
    const evaluator = opened.get(name) ?? (await openEvaluator(outputs(), { device, threads, name }));
    opened.set(name, evaluator);
    return evaluator;
  };
  const blocks = Array.from({ length: depth }, (_, index) => index + 1);
  const stream = random(0).stream("signs");
  const signs = Array.from({ length: vectors }, () =>
    Float32Array.from(stream.normal(batch * length * width), (value) => (value < 0 ? -1 : 1)),
  );

  return {
    scope: whole.scope,
    async profile(weights) {
      const evaluator = await evaluatorOf("profile", () => profileOf(whole, depth));
      const runs: Record<string, Value>[] = [];
      for (const drawn of signs) runs.push(await evaluator.run(weights, { ...feeds[0], signs: drawn }));
      const over = (name: string) => blocks.map((block) => scalar(runs[0][`${name} ${block}`]));
      const angleOf = (cosine: number) => Math.acos(Math.min(1, Math.max(-1, cosine))) / Math.PI;
      return {
        variance: over("variance"),
        gradient: over("gradient"),
        angle: blocks.map((block) => mean(Array.from(runs[0][`cosine ${block}`].data, Number).map(angleOf))),
        jacobian: blocks.map((block) => Math.sqrt(mean(runs.map((run) => scalar(run[`jacobian ${block}`]))))),
      };
    },
    async removal(weights) {
      const evaluator = await evaluatorOf("removal", () => {
        const switched = withBlockSwitches(model, input("switches", [depth]));
        return { nats: languageModelLoss(switched, { batch, mode: "inference" }).loss };
      });
      const without = async (block: number | null) => {
        const switches = Float32Array.from(blocks, (other) => Number(other !== block));
        return (
          await evaluateMeans(
            evaluator,
            weights,
            feeds.map((windows) => ({ ...windows, switches })),
          )
        ).nats;
      };
      const loss = await without(null);
      const costs: number[] = [];
      for (const block of blocks) costs.push((await without(block)) - loss);
      return { loss, costs };
    },
    async release() {
      for (const evaluator of opened.values()) await evaluator.release();
    },
  };
}

/** Outputs by name and block. Feeds: `tokens`, `targets`, and `signs`, float32 [batch, time, width]. */
function profileOf({ scope, loss, streams }: LanguageModelLoss, depth: number): Record<string, Tensor> {
  const signs = input("signs", streams[0].shape);
  const outputs: Record<string, Tensor> = {};
  const blocks = Array.from({ length: depth }, (_, at) =>
    scope.parameters.filter(({ name }) => name.startsWith(`block ${at + 1}/`)).map(({ tensor }) => tensor),
  );
  const all = blocks.flat();
  const partials = new Map(gradient(loss, all).map((partial, at) => [all[at], partial]));
  for (const [at, parameters] of blocks.entries()) {
    const [x, y] = [streams[at], streams[at + 1]];
    const [along] = gradient(y.sub(x).mul(signs).sum(), [x]);
    outputs[`variance ${at + 1}`] = y.sub(y.mean(-1)).square().mean();
    outputs[`gradient ${at + 1}`] = globalNorm(parameters.map((tensor) => partials.get(tensor)!));
    outputs[`cosine ${at + 1}`] = cosineSimilarity(x, y);
    // Both Frobenius norms are over all tokens of the batch; that of the identity is the root of their number times the width.
    outputs[`jacobian ${at + 1}`] = along.square().mean();
  }
  return outputs;
}
