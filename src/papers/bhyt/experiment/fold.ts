/** BHyT at inference: gains in the maps that read them, and what depends on weights alone computed beforehand. */
import { ones, type Parameters } from "#engine";
import { foldedModel, foldLanguageModel, type Block, type LanguageModel } from "#lab/training/language-model/index";
import { rmsScale } from "#lab/nn/norms";
import { secondMoment } from "../method.ts";

const eps = 1e-6;

/** Per block two numbers lambda/kappa, and c lambda²/kappa²: one reduction, one addition of a constant, no gain. */
export const foldedBlock: Block = (at, x, { attention, feedForward }) => {
  const number = (sublayer: string, name: string) => at.scope(sublayer).scope("norm").parameter(name, [1], ones);
  const s2 = secondMoment(x);
  const bounded = (sublayer: string, moment: typeof s2, of: typeof x) =>
    of.mul(moment.add(eps).rsqrt().mul(number(sublayer, "slope"))).tanh();
  const middle = x.add(attention(bounded("attention", s2, x)));
  return middle.add(feedForward(bounded("feed-forward", s2.add(number("feed-forward", "added")), middle)));
};

/** The model that `foldBhyt` makes weights for; its final norm is RMS norm, whose gain is in the head. */
export const foldedBhyt = (model: LanguageModel): LanguageModel => ({
  ...foldedModel(model, (_, x) => rmsScale(x)),
  block: foldedBlock,
});

/** Weights of a trained model of BHyT blocks as those of `foldedBhyt(model)`, which computes the same. */
export function foldBhyt(
  weights: Parameters,
  model: Pick<LanguageModel, "depth" | "vocabulary" | "width">,
  { kappa = 10 } = {},
): Parameters {
  const shift = new Float32Array(model.width);
  const folded = foldLanguageModel(weights, model, (norm) => ({ scale: weights[`${norm}/gain`], shift }));
  for (let block = 1; block <= model.depth; block++) {
    const slope = (sublayer: string) => weights[`block ${block}/${sublayer}/norm/lambda`][0] / kappa;
    const added = weights[`block ${block}/c`][0] * slope("attention") ** 2;
    for (const sublayer of ["attention", "feed-forward"])
      folded[`block ${block}/${sublayer}/norm/slope`] = Float32Array.of(slope(sublayer));
    folded[`block ${block}/feed-forward/norm/added`] = Float32Array.of(added);
  }
  return folded;
}
