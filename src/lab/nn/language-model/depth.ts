/** What papers on depth put around or into the residual branches of a language model. */
import { filled, zeros, type Tensor } from "#engine";
import type { LanguageModel } from "./model.ts";
import type { Norm, Placement, Site } from "./parts.ts";
import { preNorm } from "./placement.ts";

/** `norm` times a constant of its place; the final norm stays as it is. */
export const scaledNorms =
  (norm: Norm, factor: (site: Site) => number): NonNullable<LanguageModel["normAt"]> =>
  (site) =>
    site.sublayer === "final" ? norm : (at, x) => norm(at, x).mul(factor(site));

/**
 * LayerNorm Scaling: N(x) / sqrt(l) in both sublayers of block l = 1, 2, ... A constant behind the gain; block 1 and the final norm stay as
 * they are. Sun et al. 2025, arXiv 2502.05795.
 */
export const layerNormScaling = (norm: Norm): NonNullable<LanguageModel["normAt"]> =>
  scaledNorms(norm, ({ block }) => 1 / Math.sqrt(block));

/** x + λ ⊙ F(N(x)) with a factor per feature that is learned, from `start` on. LayerScale, Touvron et al. 2021, eq. 5. */
export const layerScale =
  (start = 0.1): Placement =>
  (at, x, branch, norm) =>
    x.add(branch(norm(at.scope("norm"), x)).mul(at.parameter("scale", [x.shape.at(-1)!], filled(start))));

/** x + α F(N(x)) with one factor that is learned, from 0 on. SkipInit, De & Smith 2020, in front of a norm that stays. */
export const skipInit: Placement = (at, x, branch, norm) =>
  x.add(branch(norm(at.scope("norm"), x)).mul(at.parameter("scale", [1], zeros)));

/** x + factor F(x): a constant on every branch in the place of a norm. */
export const scaledBranches =
  (factor: number): Placement =>
  (_, x, branch) =>
    x.add(branch(x).mul(factor));

/** x + N(F(N(x))): a second norm behind the branch. Sandwich-LN, Ding et al. 2021. */
export const sandwichNorm: Placement = (at, x, branch, norm) =>
  x.add(norm(at.scope("norm behind"), branch(norm(at.scope("norm"), x))));

/** Factor on the start of maps that write to the stream, two in each block: N(0, std / sqrt(2 depth)), as in GPT-2. */
export const scaledStart = (depth: number): number => 1 / Math.sqrt(2 * depth);

/**
 * The model with a switch on each block: 1 leaves it as it is, 0 takes it out, with its norms, and hands on what enters it. The others keep
 * their number. switches: [depth], to be fed. Parameters have the names that they have without switches.
 * @throws Error for a model that has whole blocks of its own.
 */
export function withBlockSwitches(model: LanguageModel, switches: Tensor): LanguageModel {
  if (model.block) throw new Error("whole blocks have no switch");
  const { placement = preNorm, normAt = () => model.norm } = model;
  return {
    ...model,
    block(at, x, { block, depth, attention, feedForward }) {
      const place = (sublayer: "attention" | "feed-forward", x: Tensor, branch: (x: Tensor) => Tensor) => {
        const site = { block, depth, sublayer };
        return placement(at.scope(sublayer), x, branch, normAt(site), site);
      };
      const y = place("feed-forward", place("attention", x, attention), feedForward);
      return x.add(y.sub(x).mul(switches.at(0, block - 1)));
    },
  };
}
