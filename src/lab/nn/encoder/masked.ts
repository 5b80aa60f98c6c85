/** Masked language modelling on top of an encoder: a head that guesses words, and the loss at chosen places. Devlin et al. 2019, section 3.1. */
import { layerNorm, zeros, type Scope, type Tensor } from "#engine";
import { weightedCrossEntropy } from "../language-model/weighted.ts";
import { embeddingTable, encoderMap, type Encoder } from "./encoder.ts";

/** norm(gelu(W h + b)) E' + c, with the embeddings E of the encoder at the same scope. [..., width] -> [..., vocabulary]. */
export function wordLogits(at: Scope, states: Tensor, model: Encoder): Tensor {
  const head = at.scope("head");
  const mapped = encoderMap(model)(head.scope("map"), states, model.width, { toResidual: false }).gelu();
  const products = layerNorm(head.scope("norm"), mapped).matmul(embeddingTable(at, model).transpose());
  return products.add(head.parameter("bias", [model.vocabulary], zeros));
}

/** Rows at places: [batch, time, width] and int32 [places], counted through the whole batch, to [places, width]. */
export const rowsAt = (states: Tensor, places: Tensor): Tensor =>
  states.reshape(states.shape[0] * states.shape[1], states.shape[2]).gather(places);

/** What is to be guessed: places in the batch, the right codes, and a weight of 1; 0 where a list is filled up. [places] each. */
export interface Guessed {
  readonly places: Tensor;
  readonly codes: Tensor;
  readonly weights: Tensor;
}

/** Mean cross entropy in nats over the guessed places of states [batch, time, width]: logits are made of those alone. */
export const maskedLoss = (at: Scope, states: Tensor, { places, codes, weights }: Guessed, model: Encoder): Tensor =>
  weightedCrossEntropy(wordLogits(at, rowsAt(states, places), model), codes, weights);
