/**
 * Hard negatives made of hard negatives, in the space of the embeddings. Kalantidis et al. 2020 (MoCHi).
 *
 *   pair-wise   h = norm(lambda n_k + (1 - lambda) n_l),  k != l,  lambda ~ U(0, 1)
 *   list-wise   h = norm(sum_k a_k n_k),                  a = softmax_k(cos(q, n_k) / temperature)
 *
 * Between two negatives that are as near to the query as each other, the mixed one is nearer than both.
 */
import type { Operand, Stream, Tensor } from "#engine";
import { unitRows } from "./contrastive.ts";

/** Which negatives are mixed, by row, and how much of the first: [queries, pairs] each. */
export interface MixedPairs {
  /** int32, rows of the negatives. */
  readonly first: Tensor;
  readonly second: Tensor;
  readonly share: Tensor;
}

/** Pair-wise: negatives [rows, d] to [queries, pairs, d]. */
export function mixPairs(negatives: Tensor, { first, second, share }: MixedPairs): Tensor {
  const unit = unitRows(negatives);
  const part = share.unsqueeze(-1);
  return unitRows(
    unit
      .gather(first)
      .mul(part)
      .add(unit.gather(second).mul(part.neg().add(1))),
  );
}

/** List-wise: queries [b, d] and the negatives of each [b, M, d] to one for each query, [b, 1, d]. */
export function mixList(queries: Tensor, negatives: Tensor, temperature: Operand): Tensor {
  const unit = unitRows(negatives);
  const scores = unitRows(queries).unsqueeze(1).matmul(unit.transpose()); // [b, 1, M]
  return unitRows(scores.div(temperature).softmax().matmul(unit));
}

/** The values of `MixedPairs`: for each query two different ones of its own negatives. @throws Error when it has fewer than two. */
export function drawPairs(
  stream: Stream,
  { queries, negatives, pairs }: { queries: number; negatives: number; pairs: number },
): { first: Int32Array; second: Int32Array; share: Float32Array } {
  if (negatives < 2) throw new Error(`${negatives} negatives of a query do not make a pair`);
  const count = queries * pairs;
  const [one, step] = [stream.integers(count, negatives), stream.integers(count, negatives - 1)];
  const from = (at: number) => Math.floor(at / pairs) * negatives;
  return {
    first: Int32Array.from(one, (place, at) => from(at) + place),
    second: Int32Array.from(one, (place, at) => from(at) + ((place + 1 + step[at]) % negatives)),
    share: Float32Array.from(stream.uniform(count)),
  };
}
