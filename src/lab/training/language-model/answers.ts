/** Trains a language model on answers: the loss is taken over the tokens that have a weight, with what else a method adds to it. */
import { crossEntropies, input, Scope, type Tensor } from "#engine";
import { weightedMean } from "../../nn/language-model/weighted.ts";
import { languageModel, type LanguageModel, type LanguageModelOutput } from "../../nn/language-model/model.ts";

/** A language model on rows of weighted targets, before any loss is made of them. */
export interface AnswerModel extends LanguageModelOutput {
  readonly scope: Scope;
  readonly targets: Tensor;
  /** As fed, [batch, length]. */
  readonly weights: Tensor;
  /** Cross entropy of every target in nats, [batch, length]. */
  readonly losses: Tensor;
  /** The mean of those by weight, a scalar. */
  readonly loss: Tensor;
}

/** Feeds: `tokens` and `targets`, int32, and `weights`, float32, each [batch, length]: what `answerBatch` makes. */
export function answerModel(
  model: LanguageModel,
  { batch, length = model.context, mode }: { batch: number; length?: number; mode: "training" | "inference" },
): AnswerModel {
  const scope = new Scope({ mode });
  const shape = [batch, length];
  const [targets, weights] = [input("targets", shape, "int32"), input("weights", shape)];
  const output = languageModel(scope, input("tokens", shape, "int32"), model);
  const losses = crossEntropies(output.logits, targets);
  return { ...output, scope, targets, weights, losses, loss: weightedMean(losses, weights) };
}
