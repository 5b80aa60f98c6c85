/**
 * Inference without the affine part of the norms: each moves into the linear maps that read it.
 *
 *   (scale * u + shift) W + b  =  u (diag(scale) W) + (shift W + b)
 *
 * What is left of the norm is u: nothing for norms with stored statistics, the plain normalization for the others.
 */
import type { Parameters } from "#engine";
import type { LanguageModel } from "../nn/language-model/model.ts";
import type { Norm } from "../nn/language-model/parts.ts";

/** What a norm ends with: y = scale * u + shift, per channel. */
export interface ChannelAffine {
  readonly scale: Float32Array;
  readonly shift: Float32Array;
}

/** A linear map y = x W + b. weight: [inputs, outputs], row by row. */
export interface Linear {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** The linear map that computes from u what the given one computes from scale * u + shift. Sums in double precision. */
export function foldLinear({ weight, bias }: Linear, { scale, shift }: ChannelAffine): Linear {
  const [inputs, outputs] = [scale.length, bias.length];
  if (weight.length !== inputs * outputs)
    throw new Error(`a map of ${inputs} channels to ${outputs} has ${inputs * outputs} weights, not ${weight.length}`);
  const sums = Float64Array.from(bias);
  for (let i = 0; i < weight.length; i++) sums[i % outputs] += shift[Math.floor(i / outputs)] * weight[i];
  return {
    weight: weight.map((value, i) => value * scale[Math.floor(i / outputs)]),
    bias: Float32Array.from(sums),
  };
}

/** What reads the norm of a sublayer: the maps of these names, where the model has them. */
const readers = { attention: ["query", "key", "value"], "feed-forward": ["in", "gate", "up"] } as const;

/**
 * The weights of a pre-norm language model (untied, with biases) after folding.
 * @param affineOf what the norm of this full name, such as "block 1/attention/norm", ends with.
 */
export function foldLanguageModel(
  weights: Parameters,
  { depth, vocabulary }: Pick<LanguageModel, "depth" | "vocabulary">,
  affineOf: (norm: string) => ChannelAffine,
): Parameters {
  const folded: Parameters = { ...weights };
  for (let block = 1; block <= depth; block++)
    for (const [sublayer, maps] of Object.entries(readers)) {
      const within = `block ${block}/${sublayer}`;
      const affine = affineOf(`${within}/norm`);
      for (const map of maps) {
        const [weight, bias] = [`${within}/${map}/weight`, `${within}/${map}/bias`];
        if (!(weight in weights)) continue;
        const linear = foldLinear({ weight: weights[weight], bias: weights[bias] }, affine);
        [folded[weight], folded[bias]] = [linear.weight, linear.bias];
      }
    }
  const none = new Float32Array(vocabulary);
  const head = foldLinear({ weight: weights.head, bias: weights["head bias"] ?? none }, affineOf("final norm"));
  return { ...folded, head: head.weight, "head bias": head.bias };
}

/** The model that folded weights are for: `rest` is what remains of each norm. */
export const foldedModel = (model: LanguageModel, rest: Norm): LanguageModel => ({
  ...model,
  norm: rest,
  normAt: () => rest,
  headBias: true,
});
