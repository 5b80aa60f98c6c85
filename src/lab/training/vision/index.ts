/** Vision: a multilayer perceptron, small transformers and a small convolutional net on digits, their training and their test. */
export { classifier, type Classifier } from "../../nn/vision/classifier.ts";
export {
  classifierLoss,
  openClassifier,
  type ClassifierPlan,
  type ClassifierRun,
  type ClassifierScore,
  type ImageModel,
} from "./training.ts";
export { digitTransformer, patches, visionTransformer, type VisionTransformer } from "../../nn/vision/transformer.ts";
export {
  depthwise,
  gridOf,
  tokenStreams,
  tokenTransformer,
  type Grid,
  type TokenTransformer,
} from "../../nn/vision/tokens.ts";
export {
  canvasLayers,
  convolutionalNet,
  smallDigitLayers,
  type ConvolutionalNet,
  type Convolve,
} from "../../nn/vision/convolutional.ts";
