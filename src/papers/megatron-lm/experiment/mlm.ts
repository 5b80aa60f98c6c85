/** Masked language models: a bidirectional encoder guesses the characters that were hidden. Devlin et al. 2018, section 3.1. */
import {
  adamW,
  crossEntropies,
  input,
  random,
  Scope,
  warmupLinear,
  type Stream,
  type Tensor,
  type Values,
} from "#engine";
import { fixedWindows, randomWindows, windowsAt } from "#lab/datasets/batches";
import { corrupted } from "#lab/datasets/masked";
import type { CharacterText } from "#lab/datasets/moby-dick";
import { layerNorm, noNorm } from "#lab/nn/norms";
import { openTraining, type Training, type TrainingSettings } from "#lab/training/open-training";
import { languageModel, postNorm, preNorm, selfAttention } from "#lab/training/language-model/index";

/** As BERT has it, or as Megatron-LM rearranges it: the stream is never normalized, but for the last time before the head. */
export const placements = {
  "after the block": { placement: postNorm, finalNorm: noNorm },
  "at its input": { placement: preNorm, finalNorm: layerNorm },
} as const;

export type PlacementName = keyof typeof placements;

export interface EncoderShape {
  readonly depth: number;
  readonly width: number;
  readonly heads: number;
  readonly context: number;
  readonly batch: number;
}

export interface EncoderPlan extends Pick<TrainingSettings, "steps" | "seed" | "device" | "threads"> {
  readonly text: CharacterText;
  readonly shape: EncoderShape;
  readonly placement: PlacementName;
  readonly learningRate: number;
  readonly validationBatches: number;
}

/** Of weights at the start: 0.02 at BERT's width of 1,024, so that a map puts out as much as there. */
const stdOf = (width: number) => 0.02 * Math.sqrt(1024 / width);

/** Of all places, those that have to be guessed. */
const hiddenShare = 0.15;

function masked(tokens: Int32Array, mark: number, stream: Stream): Values {
  const weights = stream.bernoulli(tokens.length, hiddenShare);
  return { tokens: corrupted(stream, tokens, weights, { mask: mark, others: [0, mark] }), targets: tokens, weights };
}

/** Mean cross entropy in nats over the hidden places. */
function encoderLoss(
  { text, shape, placement }: Pick<EncoderPlan, "text" | "shape" | "placement">,
  mode: "training" | "inference",
) {
  const { depth, width, heads, context, batch } = shape;
  const scope = new Scope({ mode });
  const { placement: place, finalNorm } = placements[placement];
  const { logits } = languageModel(scope, input("tokens", [batch, context], "int32"), {
    vocabulary: text.vocabulary.size + 1,
    context,
    depth,
    width,
    heads,
    std: stdOf(width),
    norm: layerNorm,
    normAt: ({ sublayer }) => (sublayer === "final" ? finalNorm : layerNorm),
    positions: "rotary",
    placement: place,
    attention: selfAttention({ causal: false }),
  });
  const weights: Tensor = input("weights", [batch, context]);
  const losses = crossEntropies(logits, input("targets", [batch, context], "int32"));
  return { scope, loss: losses.mul(weights).sum().div(weights.sum().maximum(1)) };
}

export interface EncoderRun extends Training {
  /** On fixed windows of the text that was kept back, with fixed places hidden. */
  validationLoss(): Promise<number>;
}

/** Adam, clipped at 1, warmed up over a fifth of the steps and falling to zero: the same for both placements. */
export async function openEncoder(plan: EncoderPlan): Promise<EncoderRun> {
  const { text, shape, steps, seed, learningRate, validationBatches, device, threads } = plan;
  const { context: length, batch } = shape;
  const mark = text.vocabulary.size;
  const { scope, loss } = encoderLoss(plan, "training");
  const feeds = (step: number) =>
    masked(
      randomWindows(text.train, seed, step, { batch, length }).inputs,
      mark,
      random(seed).stream(`hidden places of step ${step}`),
    );
  const training = await openTraining(
    { scope, loss, feeds },
    {
      steps,
      seed,
      optimizer: adamW({ betas: [0.9, 0.999], weightDecay: 0.01 }),
      learningRate: warmupLinear({ peak: learningRate, warmup: Math.ceil(steps / 5), total: steps }),
      maxGradNorm: 1,
      device,
      threads,
    },
  );
  const places = fixedWindows(text.validation, { count: batch * validationBatches, length });
  const validation = Array.from({ length: validationBatches }, (_, index) =>
    masked(
      windowsAt(text.validation, places.subarray(index * batch, (index + 1) * batch), length).inputs,
      mark,
      random(0).stream(`hidden places of validation batch ${index}`),
    ),
  );
  return {
    ...training,
    async validationLoss() {
      const means = await training.means(
        "validation",
        () => ({ nats: encoderLoss(plan, "inference").loss }),
        validation,
      );
      return means.nats;
    },
  };
}
