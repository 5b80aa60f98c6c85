/** The arms of the character model: the causal form of the kernels, with nothing else around them. */
import { linearAttention } from "#lab/nn/language-model/linear-attention";
import { layerNorm } from "#lab/nn/norms";
import { selfAttention, type Arm } from "#lab/training/language-model/index";
import { features } from "./kernels.ts";

const names = ["ReLU", "NaLa A", "frozen"] as const;

export const textArms: readonly Arm[] = [
  { name: "softmax", norm: layerNorm },
  ...names.map((name) => ({
    name,
    norm: layerNorm,
    model: { attention: selfAttention({ mix: linearAttention(features[name], { causal: true }) }) },
  })),
];
