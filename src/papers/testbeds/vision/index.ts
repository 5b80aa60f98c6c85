/** The vision testbed: a multilayer perceptron on MNIST, its training and its test. */
export { classifier, type Classifier } from "./classifier.ts";
export {
  classifierLoss,
  openClassifier,
  type ClassifierPlan,
  type ClassifierRun,
  type ClassifierScore,
} from "./training.ts";
