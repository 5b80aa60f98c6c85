/**
 * Two texts read at once, and one number for how well they go together. Nogueira and Cho 2019.
 *
 *   h^0 = norm(embedding(token) + role + position),   logit = w . pool(h^depth) + b
 *
 * Roles are the segments of BERT (first or second text), or finer ones that a paper needs.
 */
import { normal, zeros, type Scope, type Tensor } from "#engine";
import { encoder, pool, type Encoder, type Pooling } from "./encoder.ts";

export interface CrossEncoder extends Encoder {
  /** How many roles a token may have. */
  readonly roles: number;
  /** What is read of the last layer. Default: the vector of the first token. */
  readonly pooling?: Pooling;
}

/** A logit for each pair of texts. `tokens` and `roles`: int32 [pairs, time]; what comes back: [pairs]. */
export function crossEncoder(at: Scope, tokens: Tensor, roles: Tensor, model: CrossEncoder): Tensor {
  const { width, pooling = "first" } = model;
  const ofRole = at.parameter("role vectors", [model.roles, width], normal(0.02)).gather(roles);
  const { layers, real } = encoder(at, tokens, model, ofRole);
  const head = at.scope("logit");
  const weight = head.parameter("weight", [width, 1], normal(1 / Math.sqrt(width)));
  return pool(layers.at(-1)!, real, pooling)
    .matmul(weight)
    .add(head.parameter("bias", [1], zeros))
    .squeeze(1);
}
