/** A small language model in six bits: every linear map inside, and both products of attention. Embedding and head stay in floats. */
import type { CharacterText } from "#lab/datasets/moby-dick";
import { causalAttention, linearMap, type Arm as ModelArm, type Comparison } from "#lab/training/language-model/index";
import { deviationLayerNorm } from "../method.ts";
import { inFewBits, nameOf, normOf, tensorArm, type Arm } from "./arms.ts";

export const shape = { width: 64, heads: 4, context: 32, batch: 16 } as const;

/** As the lab compares norms. Gradients of attention's products have one scale in every arm: ShiftQuant groups channels, which these have not. */
export function modelArm(arm: Arm, depth: number): ModelArm {
  const norm: ModelArm["norm"] = (at, x) => deviationLayerNorm(at, x, normOf(arm));
  if (arm === null) return { name: nameOf(arm), norm };
  const linear = linearMap({ depth }, undefined, (at, x, weight) => {
    const rows = x.reshape(-1, x.shape.at(-1)!);
    return inFewBits(at, rows, weight, arm).reshape(...x.shape.slice(0, -1), weight.shape[1]);
  });
  const product: Parameters<typeof causalAttention>[0] = {
    product: (at, a, b) => inFewBits(at, a, b, tensorArm(arm)),
  };
  return { name: nameOf(arm), norm, model: { linear, attention: causalAttention(product) } };
}

export const comparisonOf = (text: CharacterText, steps: number, depth: number): Comparison<never> => ({
  ...{ text, steps, shape: { ...shape, depth } },
});
