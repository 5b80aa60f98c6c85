/** Compares norms in one language model: each arm starts from the same values, sees the same batches and is trained alike. */
import {
  adamW,
  warmupCosine,
  type AdamWOptions,
  type Optimizer,
  type Parameters,
  type Schedule,
  type Trainer,
} from "#engine";
import type { CharacterText } from "../../datasets/moby-dick.ts";
import type { Lab, LabEvent } from "../../kit/index.ts";
import { mean, median } from "../../measure/statistics.ts";
import type { LanguageModel } from "../../nn/language-model/model.ts";
import type { Norm } from "../../nn/language-model/parts.ts";
import { inTurns } from "../in-turns.ts";
import { openLanguageModel } from "./training.ts";

/** One side of a comparison. */
export interface Arm {
  readonly name: string;
  readonly norm: Norm;
  /** Before the head. Default: `norm`. */
  readonly finalNorm?: Norm;
  /** Which parameters decay. Default: matrices. */
  readonly decayFilter?: AdamWOptions["decayFilter"];
  /** Weight decay of those. Default 0.1. */
  readonly weightDecay?: number;
  /** In place of AdamW; then neither decay option is looked at. */
  readonly optimizer?: (learningRate: number) => Optimizer;
  /** In place of a warm-up over a fifth of the steps and half a cosine down to a tenth. */
  readonly schedule?: (learningRate: number, steps: number) => Schedule;
  /** Largest global norm of the gradients, null: not clipped. Default: the comparison's. */
  readonly maxGradNorm?: number | null;
  /** What this arm changes in the model besides its norm. */
  readonly model?: Partial<LanguageModel>;
}

/** An arm with the highest learning rate of its schedule. */
export interface TunedArm extends Arm {
  readonly learningRate: number;
}

/** The two model shapes that comparisons share, with their number of windows per step. */
export const shapes = {
  /** 0.2 million weights. */
  wide: { depth: 4, width: 64, heads: 4, context: 64, batch: 16 },
  deep: { depth: 12, width: 48, heads: 4, context: 32, batch: 32 },
} as const;

export interface Comparison<ChartName extends string = string> {
  readonly text: CharacterText;
  readonly shape: Pick<LanguageModel, "depth" | "width" | "heads" | "context"> & { readonly batch: number };
  readonly steps: number;
  /** Standard deviation of token and position embeddings, which sets the first scale of the stream. Default 0.02. */
  readonly embeddingStd?: number;
  /** Batches of the fixed validation set. Default 16. */
  readonly validationBatches?: number;
  /** Largest global norm of the gradients. Default 1. */
  readonly maxGradNorm?: number;
  /** Tells `watch` the global norm of the gradients before they are clipped. Default: no, as it takes a little time. */
  readonly watchGradientNorm?: boolean;
  /** Where validation losses are drawn, and after how many steps each; the last step is always among them. */
  readonly curve?: { readonly chart: ChartName; readonly every: number };
  /**
   * Steps of one arm before it is the next one's turn. Default: all of them, one arm after the other. Results are the same; with turns, what
   * the machine does meanwhile happens to all arms alike, and all of them are in memory at once.
   */
  readonly turn?: number;
  /** Which part of the whole work this is, for the progress bar. Default [0, 1]. */
  readonly share?: readonly [from: number, to: number];
  /** Looks at an arm after each of its steps. */
  readonly watch?: (at: ArmStep) => AsyncIterable<LabEvent>;
}

export interface ArmStep {
  readonly arm: TunedArm;
  /** Updates made so far: 1, 2, ... */
  readonly step: number;
  /** On this step's batch, before its update. Arms with batch statistics see other positions through them: not comparable. */
  readonly loss: number;
  /** Before clipping; null unless the comparison asks for it. */
  readonly gradientNorm: number | null;
  readonly trainer: Trainer;
}

export interface ArmResult {
  readonly arm: TunedArm;
  /** Nats per character on the validation windows, in inference mode; NaN when training diverged. */
  readonly validation: number;
  /** Validation losses on the way, as they are drawn. */
  readonly curve: readonly { readonly step: number; readonly nats: number }[];
  /** How training went wrong, or null. */
  readonly diverged: string | null;
  /** Median of a whole training step, the first left out. */
  readonly milliseconds: number;
  /** Bytes that the optimizer keeps from step to step. */
  readonly stateBytes: number;
  /** Parameters and states at the end (of the last good step). */
  readonly weights: Parameters;
}

/**
 * The training that all arms share unless they bring their own: AdamW, decay of matrices, a warm-up over a fifth of the steps (a shorter
 * one puts good rates beside a cliff), then half a cosine down to a tenth.
 */
export const recipe = (
  {
    learningRate,
    decayFilter,
    weightDecay = 0.1,
    optimizer = (rate) => adamW({ learningRate: rate, betas: [0.9, 0.95], eps: 1e-8, weightDecay, decayFilter }),
    schedule = (peak, total) => warmupCosine({ peak, warmup: Math.ceil(total / 5), total, minLearningRate: peak / 10 }),
  }: Pick<TunedArm, "learningRate" | "decayFilter" | "weightDecay" | "optimizer" | "schedule">,
  steps: number,
) => ({ optimizer: optimizer(learningRate), learningRate: schedule(learningRate, steps) });

/** The model of an arm, complete. */
export const modelOf = (
  { norm, finalNorm = norm, model }: Pick<Arm, "norm" | "finalNorm" | "model">,
  { text, shape, embeddingStd = 0.02 }: Pick<Comparison, "text" | "shape" | "embeddingStd">,
): LanguageModel => {
  const { depth, width, heads, context } = shape;
  const normAt: LanguageModel["normAt"] = ({ sublayer }) => (sublayer === "final" ? finalNorm : norm);
  return { vocabulary: text.vocabulary.size, depth, width, heads, context, embeddingStd, norm, normAt, ...model };
};

/**
 * Trains the arms with the lab's seed, one after the other or in turns, and returns how each ended, in the order given:
 * `const results = yield* compareNorms(lab, arms, comparison)`.
 * An arm that diverges is noted, and keeps its place with a validation loss of NaN.
 */
export async function* compareNorms<ChartName extends string>(
  lab: Lab<string, ChartName>,
  arms: readonly TunedArm[],
  comparison: Comparison<ChartName>,
): AsyncGenerator<LabEvent, ArmResult[], void> {
  const { share: [from, to] = [0, 1], turn = Infinity } = comparison;
  const shares = arms.map(() => 0);
  const works = arms.map((arm, index) =>
    trainArm(lab, arm, comparison, (done, what) => {
      shares[index] = done;
      return lab.progress(from + (to - from) * mean(shares), `${arm.name}: ${what}`);
    }),
  );
  return yield* inTurns(works, turn, ({ type }) => type === "progress");
}

async function* trainArm<ChartName extends string>(
  lab: Lab<string, ChartName>,
  arm: TunedArm,
  comparison: Comparison<ChartName>,
  progress: (done: number, what: string) => LabEvent,
): AsyncGenerator<LabEvent, ArmResult, void> {
  const { text, shape, steps, validationBatches, watchGradientNorm, curve, watch } = comparison;
  const maxGradNorm = (arm.maxGradNorm === undefined ? (comparison.maxGradNorm ?? 1) : arm.maxGradNorm) ?? undefined;
  const { seed, device, threads } = lab;
  yield progress(0, "compiling");
  const run = await openLanguageModel({
    model: modelOf(arm, comparison),
    text,
    batch: shape.batch,
    steps,
    seed,
    maxGradNorm,
    watchGradientNorm,
    validationBatches,
    device,
    threads,
    ...recipe(arm, steps),
  });
  try {
    const times: number[] = [];
    const drawn: { step: number; nats: number }[] = [];
    let diverged: string | null = null;
    let validation = NaN;
    for await (const { step, loss, metrics, milliseconds, diverged: why } of run.train()) {
      diverged = why;
      if (diverged !== null) break;
      times.push(milliseconds);
      if (watch) yield* watch({ arm, step, loss, gradientNorm: metrics.gradientNorm ?? null, trainer: run.trainer });
      if (step === steps || (curve && step % curve.every === 0)) {
        validation = await run.validationLoss();
        drawn.push({ step, nats: validation });
        if (curve) yield lab.point(curve.chart, { series: arm.name, x: step, y: validation });
      }
      yield progress(step / steps, `step ${step} of ${steps}`);
    }
    if (diverged === null && !Number.isFinite(validation)) diverged = `the validation loss is ${validation}`;
    if (diverged !== null) yield lab.note(`${arm.name} diverged: ${diverged}`);
    return {
      arm,
      validation: diverged === null ? validation : NaN,
      curve: drawn,
      diverged,
      milliseconds: median(times.slice(1)),
      stateBytes: run.trainer.stateBytes,
      weights: await run.trainer.snapshot(),
    };
  } finally {
    await run.release();
  }
}
