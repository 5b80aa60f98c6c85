/** Encoders of texts: pairs of glosses to learn from, an encoder with exits, its training, and how well it finds and ranks. */
export { glossPairs, type GlossPairs, type Pair, type Retrieval } from "../../datasets/glosses/pairs.ts";
export { gradedPairs, wuPalmer, type GradedPair } from "../../datasets/glosses/similarity.ts";
export { wordTokenizer, type WordTokenizer } from "../../datasets/words.ts";
export {
  contrastiveLogits,
  contrastiveLoss,
  contrastiveLosses,
  samePassages,
  unitRows,
} from "../../nn/encoder/contrastive.ts";
export { encoder, encoderFlops, pool, type Encoder, type Pooling } from "../../nn/encoder/encoder.ts";
export { focalWeights, type FocalOptions } from "../../nn/encoder/focal.ts";
export { drawPairs, mixList, mixPairs, type MixedPairs } from "../../nn/encoder/mixing.ts";
export { mineOne, openMiner, type Mined, type Miner, type Mining } from "./mining.ts";
export {
  openEncoderTraining,
  openTextEncoder,
  pairFeeds,
  type EncodedPairs,
  type EncoderPlan,
  type EncoderTraining,
  type PairData,
  type TextEncoder,
} from "./training.ts";
