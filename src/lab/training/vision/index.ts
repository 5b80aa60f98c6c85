/** Vision: a multilayer perceptron and a small transformer on MNIST, their training and their test. */
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
