/**
 * Layers of which a rank has a part, as graphs that need no other rank. What they return is a part of a sum over the ranks.
 *
 *   X W B = sum over r of (X W_r) B_r        W cut by columns, B by rows
 *
 * Between the two may stand whatever works on each column (or each head) alone; before the first it could not, as no rank would know its
 * columns. Shoeybi et al. 2019, section 3.
 */
import { normal, zeros, type Initializer } from "../initializers.ts";
import { where } from "../ops/binary.ts";
import { gatherElements } from "../ops/indexing.ts";
import type { Scope } from "../scope.ts";
import type { Tensor } from "../tensor.ts";
import { attention, joinHeads, splitHeads } from "../nn/attention.ts";

export interface SplitOptions {
  /** Ranks. */
  readonly size: number;
  readonly init?: Initializer;
}

const usual = normal(0.02);

/** X A_r + a_r: `width` columns, a rank has its share of them and of their bias. Parameters "weight" and "bias". */
export function columnLinear(at: Scope, x: Tensor, width: number, { size, init = usual }: SplitOptions): Tensor {
  const own = share(width, size, "columns");
  return x.matmul(at.parameter("weight", [x.shape.at(-1)!, own], init)).add(at.parameter("bias", [own], zeros));
}

/** X_r B_r: a part of the sum. The bias is added after it, once. Parameter "weight". */
export const rowLinear = (at: Scope, x: Tensor, width: number, { init = usual }: { init?: Initializer } = {}): Tensor =>
  x.matmul(at.parameter("weight", [x.shape.at(-1)!, width], init));

/** gelu(u A_r + a_r) B_r, with the tanh form of GELU. Parameters "in/weight", "in/bias", "out/weight". */
export function splitFeedForward(
  at: Scope,
  u: Tensor,
  { size, expand = 4 }: SplitOptions & { expand?: number },
): Tensor {
  const width = u.shape.at(-1)!;
  const inner = columnLinear(at.scope("in"), u, expand * width, { size }).gelu({ approximate: "tanh" });
  return rowLinear(at.scope("out"), inner, width);
}

/** A rank's heads, from their queries, keys and values to their rows of the output map. Causal. [b, t, d] -> [b, t, d], a part of the sum. */
export function splitAttention(at: Scope, u: Tensor, { heads, size }: SplitOptions & { heads: number }): Tensor {
  const width = u.shape.at(-1)!;
  const own = share(heads, size, "heads");
  // Queries and keys are both divided by the fourth root: the product is the usual one, and stays small on its way.
  const root = Math.sqrt(Math.sqrt(width / heads));
  const part = (name: string) => splitHeads(columnLinear(at.scope(name), u, width, { size }), own);
  const mixed = attention(part("query").div(root), part("key").div(root), part("value"), { causal: true, scale: 1 });
  return rowLinear(at.scope("output"), joinHeads(mixed), width);
}

/** Rows of a rank's part of the table, zeros for ids of other ranks: a part of the sum. `first` is the id of its first row. */
export function splitEmbedding(table: Tensor, ids: Tensor, first: Tensor): Tensor {
  const { own, place } = placesIn(table.shape[0], ids, first);
  const rows = table.gather(place);
  return rows.mul(own.cast(rows.dtype).reshape(...ids.shape, 1));
}

/**
 * What a rank adds to the cross entropies of logits of which it has some columns, the largest logit of all ranks being known:
 * the logit of the target, where it has it, and the sum of exponentials.  loss = log(sum of sums) - sum of logits.
 */
export function splitCrossEntropy(
  logits: Tensor,
  largest: Tensor,
  targets: Tensor,
  first: Tensor,
): { predicted: Tensor; exponentials: Tensor } {
  const shifted = logits.sub(largest.reshape(...targets.shape, 1));
  const { own, place } = placesIn(logits.shape.at(-1)!, targets, first);
  const logit = gatherElements(shifted, place.reshape(...targets.shape, 1), -1).reshape(...targets.shape);
  return {
    predicted: logit.mul(own.cast(logit.dtype)),
    exponentials: shifted.exp().sum(-1, { keepDims: false }),
  };
}

/** Which ids a rank with `count` of them has, and the place of each among them: 0 for those of others. */
function placesIn(count: number, ids: Tensor, first: Tensor): { own: Tensor; place: Tensor } {
  const place = ids.sub(first);
  const own = place.greaterEqual(0).and(place.less(count));
  return { own, place: where(own, place, place.mul(0)) };
}

function share(count: number, size: number, what: string): number {
  if (count % size !== 0) throw new RangeError(`${count} ${what} cannot be shared by ${size} ranks`);
  return count / size;
}
