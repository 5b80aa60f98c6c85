/** The same activations and the same gradient from above, sent back through batch normalization and through PN-V. */
import {
  crossEntropy,
  detach,
  gradient,
  input,
  ones,
  Scope,
  stack,
  type Device,
  type Parameters,
  type Tensor,
} from "#engine";
import { languageModel, modelOf, type TunedArm, type Comparison } from "#lab/training/language-model/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { withHooks } from "#lab/measure/hooks";
import { textFeeds } from "#lab/training/text";
import type { TextBatch } from "#lab/datasets/batches";
import { quadraticMean } from "../method.ts";

const eps = 1e-5;

/** (x - mean) / deviation * gain, over the rows. */
export function throughBatchNorm(x: Tensor, gain: Tensor): Tensor {
  const centred = x.sub(x.mean(0));
  return centred.div(centred.square().mean(0).add(eps).sqrt()).mul(gain);
}

/** x / quadratic mean * gain, over the rows. */
export const throughPowerNormV = (x: Tensor, gain: Tensor): Tensor => x.div(quadraticMean(x).add(eps).sqrt()).mul(gain);

export interface Replay {
  /** For each norm of the model: the length of the gradient that leaves PN-V, relative to that which leaves batch norm. */
  ratios(weights: Parameters, batch: TextBatch): Promise<number[]>;
  release(): Promise<void>;
}

/** Opens the model of an arm with batch norms of which gain is a parameter; its norms are replayed with their own gains. */
export async function openReplay(
  arm: TunedArm,
  comparison: Pick<Comparison, "text" | "shape">,
  options: { device: Device; threads: number },
): Promise<Replay> {
  const { batch, context } = comparison.shape;
  const { norm, sites } = withHooks(arm.norm);
  const model = modelOf({ norm }, comparison);
  const { logits } = languageModel(new Scope(), input("tokens", [batch, context], "int32"), model);
  const arriving = gradient(
    crossEntropy(logits, input("targets", [batch, context], "int32")),
    sites.map(({ y }) => y),
  );
  const ratios = sites.map(({ at, x }, site) => {
    const d = x.shape.at(-1)!;
    const gain = at.parameter("gain", [d], ones);
    const rows = x.reshape(-1, d);
    const leaving = (norm: (x: Tensor, gain: Tensor) => Tensor) => {
      const along = norm(rows, gain).mul(detach(arriving[site]).reshape(-1, d)).sum();
      return gradient(along, [rows])[0].square().sum().sqrt();
    };
    return leaving(throughPowerNormV).div(leaving(throughBatchNorm));
  });
  const evaluator = await openEvaluator({ ratios: stack(ratios) }, { ...options, name: "replay" });
  return {
    async ratios(weights, batch) {
      const { ratios } = await evaluator.run(weights, textFeeds(batch));
      return Array.from(ratios.data as Float32Array);
    },
    release: () => evaluator.release(),
  };
}
