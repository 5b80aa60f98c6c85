/**
 * Losses and accuracies of a language model in which tokens count by a weight: answers without their prompts, masks,
 * weights that a method makes. Weights are tensors [batch, time], fed or computed.
 */
import { crossEntropies, type Tensor } from "#engine";

/** Keeps a mean over no token at 0. */
const least = 1e-9;

/** sum(weights values) / sum(over). By default over the weights; over a mask, small weights make the whole of it small. */
export const weightedMean = (values: Tensor, weights: Tensor, over: Tensor = weights): Tensor =>
  values.mul(weights).sum().div(over.sum().maximum(least));

/** Mean cross entropy in nats over tokens by their weight. logits: [batch, time, vocabulary]; targets: int32 [batch, time]. */
export const weightedCrossEntropy = (logits: Tensor, targets: Tensor, weights: Tensor): Tensor =>
  weightedMean(crossEntropies(logits, targets), weights);

/** 1 where the most likely token is the target, 0 elsewhere: [batch, time]. */
export const rightTokens = (logits: Tensor, targets: Tensor): Tensor =>
  logits
    .argmax(-1)
    .reshape(...targets.shape)
    .cast("int32")
    .equal(targets)
    .cast("float32");

/** Share of the tokens, by their weight, that are predicted right. */
export const weightedAccuracy = (logits: Tensor, targets: Tensor, weights: Tensor): Tensor =>
  weightedMean(rightTokens(logits, targets), weights);

/** Share of rows whose every token of a weight above 0 is predicted right, each from the true tokens before it. */
export function rowAccuracy(logits: Tensor, targets: Tensor, weights: Tensor): Tensor {
  const wrong = rightTokens(logits, targets).equal(0).cast("float32").mul(weights.greater(0).cast("float32"));
  return wrong.sum(-1).equal(0).cast("float32").mean();
}
