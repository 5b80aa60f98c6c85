/** The shelf: every paper, in no particular order. A paper is on the shelf when its line is here; a test holds this list against the folders. */
import type { Paper } from "#lab/kit/index";
import affineScaledAttention from "./affine-scaled-attention/paper.ts";
import alphaBn from "./alpha-bn/paper.ts";
import batchnormOnly from "./batchnorm-only/paper.ts";
import bhyt from "./bhyt/paper.ts";
import chartArena from "./chart-arena/paper.ts";
import codegen2 from "./codegen2/paper.ts";
import curseOfDepth from "./curse-of-depth/paper.ts";
import dahsf from "./dahsf/paper.ts";
import gatedSwinrmt from "./gated-swinrmt/paper.ts";
import gnmt from "./gnmt/paper.ts";
import gradientMultiNormalization from "./gradient-multi-normalization/paper.ts";
import indicNormalization from "./indic-normalization/paper.ts";
import kalmEmbeddingV2 from "./kalm-embedding-v2/paper.ts";
import layerNorm from "./layer-norm/paper.ts";
import matryoshka2d from "./matryoshka-2d/paper.ts";
import megatronLm from "./megatron-lm/paper.ts";
import migu from "./migu/paper.ts";
import mixLn from "./mix-ln/paper.ts";
import nalaformer from "./nalaformer/paper.ts";
import normalizeAndProject from "./normalize-and-project/paper.ts";
import outlierRescaling from "./outlier-rescaling/paper.ts";
import powerNorm from "./power-norm/paper.ts";
import preRmsnorm from "./pre-rmsnorm/paper.ts";
import residualDepth from "./residual-depth/paper.ts";
import retromaeV2 from "./retromae-v2/paper.ts";
import satimp from "./satimp/paper.ts";
import scaleOptimizer from "./scale-optimizer/paper.ts";
import scaleVectors from "./scale-vectors/paper.ts";
import seednorm from "./seednorm/paper.ts";
import selfNormalizing from "./self-normalizing/paper.ts";
import structuredOutputBenchmark from "./structured-output-benchmark/paper.ts";
import sub8BitTraining from "./sub-8-bit-training/paper.ts";
import taser from "./taser/paper.ts";
import twoPassSoftmax from "./two-pass-softmax/paper.ts";
import unifiedNormalization from "./unified-normalization/paper.ts";
import vacancySbert from "./vacancy-sbert/paper.ts";
import weaver from "./weaver/paper.ts";
import xmen from "./xmen/paper.ts";

export const papers: readonly Paper[] = [
  affineScaledAttention,
  alphaBn,
  batchnormOnly,
  bhyt,
  chartArena,
  codegen2,
  curseOfDepth,
  dahsf,
  gatedSwinrmt,
  gnmt,
  gradientMultiNormalization,
  indicNormalization,
  kalmEmbeddingV2,
  layerNorm,
  matryoshka2d,
  megatronLm,
  migu,
  mixLn,
  nalaformer,
  normalizeAndProject,
  outlierRescaling,
  powerNorm,
  preRmsnorm,
  residualDepth,
  retromaeV2,
  satimp,
  scaleOptimizer,
  scaleVectors,
  seednorm,
  selfNormalizing,
  structuredOutputBenchmark,
  sub8BitTraining,
  taser,
  twoPassSoftmax,
  unifiedNormalization,
  vacancySbert,
  weaver,
  xmen,
];

const bySlug = new Map(papers.map((paper) => [paper.slug, paper]));

export const paperBySlug = (slug: string): Paper | undefined => bySlug.get(slug);

export {
  committedRegistration,
  committedRuns,
  loadExperiment,
  loadExport,
  slugsWithExperiment,
  type ExportedModel,
} from "./experiments.ts";
