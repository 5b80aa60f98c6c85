/**
 * The papers that run. One line puts a paper here with all of its parts: paper, experiment, results and, unless its paper.ts says why it
 * has none, export. They are found by their names (parts.ts); the registry's test holds the list against the folders.
 */
export { default as affineScaledAttention } from "./affine-scaled-attention/paper.ts";
export { default as alphaBn } from "./alpha-bn/paper.ts";
export { default as batchnormOnly } from "./batchnorm-only/paper.ts";
export { default as bhyt } from "./bhyt/paper.ts";
export { default as chartArena } from "./chart-arena/paper.ts";
export { default as codegen2 } from "./codegen2/paper.ts";
export { default as curseOfDepth } from "./curse-of-depth/paper.ts";
export { default as dahsf } from "./dahsf/paper.ts";
export { default as gatedSwinrmt } from "./gated-swinrmt/paper.ts";
export { default as gnmt } from "./gnmt/paper.ts";
export { default as gradientMultiNormalization } from "./gradient-multi-normalization/paper.ts";
export { default as indicNormalization } from "./indic-normalization/paper.ts";
export { default as kalmEmbeddingV2 } from "./kalm-embedding-v2/paper.ts";
export { default as layerNorm } from "./layer-norm/paper.ts";
export { default as matryoshka2d } from "./matryoshka-2d/paper.ts";
export { default as megatronLm } from "./megatron-lm/paper.ts";
export { default as migu } from "./migu/paper.ts";
export { default as mixLn } from "./mix-ln/paper.ts";
export { default as nalaformer } from "./nalaformer/paper.ts";
export { default as normalizeAndProject } from "./normalize-and-project/paper.ts";
export { default as outlierRescaling } from "./outlier-rescaling/paper.ts";
export { default as powerNorm } from "./power-norm/paper.ts";
export { default as preRmsnorm } from "./pre-rmsnorm/paper.ts";
export { default as residualDepth } from "./residual-depth/paper.ts";
export { default as retromaeV2 } from "./retromae-v2/paper.ts";
export { default as satimp } from "./satimp/paper.ts";
export { default as scaleOptimizer } from "./scale-optimizer/paper.ts";
export { default as scaleVectors } from "./scale-vectors/paper.ts";
export { default as seednorm } from "./seednorm/paper.ts";
export { default as selfNormalizing } from "./self-normalizing/paper.ts";
export { default as structuredOutputBenchmark } from "./structured-output-benchmark/paper.ts";
export { default as sub8BitTraining } from "./sub-8-bit-training/paper.ts";
export { default as taser } from "./taser/paper.ts";
export { default as twoPassSoftmax } from "./two-pass-softmax/paper.ts";
export { default as unifiedNormalization } from "./unified-normalization/paper.ts";
export { default as vacancySbert } from "./vacancy-sbert/paper.ts";
export { default as weaver } from "./weaver/paper.ts";
export { default as xmen } from "./xmen/paper.ts";
