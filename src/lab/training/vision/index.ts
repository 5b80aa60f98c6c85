/** Vision: a multilayer perceptron, a small transformer and a small convolutional net on digits, their training and their test. */
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
  canvasLayers,
  convolutionalNet,
  smallDigitLayers,
  type ConvolutionalNet,
  type Convolve,
} from "../../nn/vision/convolutional.ts";
