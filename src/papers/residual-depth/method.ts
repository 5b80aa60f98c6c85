/**
 * A residual tower, the series that it equals, and the factor on its branches. Dherin & Munn 2025, arXiv 2510.03470.
 *
 *   tower       z_i = z_{i-1} + factor f_i(z_{i-1}),  i = 1 .. n
 *   series      z_n = z + factor S1 + factor² S2 + O(factor³), everything taken at z = z_0
 *               S1 = sum_i f_i(z)                      n paths through one block
 *               S2 = sum_{i<j} Df_j(z)[f_i(z)]         n-choose-2 through two; 2^n paths in all
 *   factor      1/n bounds branches that agree, (1 + 1/n)^n -> e; 1/sqrt(n) bounds independent ones, as random ones are
 *
 * For linear blocks the series is finite and exact, a term per subset of blocks; from the third order on, curvature adds
 * more. The body of the paper was not read: the formulas of S2 and of the two factors are derived here.
 */
import { gradient, normal, zeros, type Initializer, type Scope, type Tensor } from "#engine";

/** What a tower needs of the values that run through it: tensors, plain vectors, or polynomials in the factor. */
export interface Space<V, F = number> {
  add(a: V, b: V): V;
  scale(value: V, factor: F): V;
}

/** A branch, and its derivative at z in the direction of another vector, Df(z)[along]. */
export interface Block<V> {
  value(z: V): V;
  derivative(z: V, along: V): V;
}

/** The streams z_0, z_1, ..., z_n of a tower. */
export function residualTower<V, F>(
  z: V,
  blocks: readonly Pick<Block<V>, "value">[],
  factor: F,
  { add, scale }: Space<V, F>,
): V[] {
  const streams = [z];
  for (const { value } of blocks) {
    const before = streams.at(-1)!;
    streams.push(add(before, scale(value(before), factor)));
  }
  return streams;
}

/**
 * S1 and S2 of a tower of at least two blocks, in one walk: Df_j is linear, so block j meets all of its predecessors at
 * once as their running sum.
 */
export function seriesTerms<V>(
  z: V,
  blocks: readonly Block<V>[],
  { add }: Pick<Space<V>, "add">,
): { first: V; second: V } {
  const [head, next, ...rest] = blocks;
  let first = head.value(z);
  let second = next.derivative(z, first);
  first = add(first, next.value(z));
  for (const { value, derivative } of rest) {
    second = add(second, derivative(z, first));
    first = add(first, value(z));
  }
  return { first, second };
}

/** The factor on every branch of a tower of n blocks, by its name. */
export const branchFactors = {
  "1": () => 1,
  "1/sqrt n": (n: number) => 1 / Math.sqrt(n),
  "1/n": (n: number) => 1 / n,
} as const satisfies Record<string, (n: number) => number>;

/** Tensors, with the factor as a number or as a tensor that is fed. */
export const tensors: Space<Tensor, number | Tensor> = {
  add: (a, b) => a.add(b),
  scale: (value, factor) => value.mul(factor),
};

export interface PerceptronOptions {
  /** Hidden units; default: the width of the stream. */
  readonly hidden?: number;
  /** On the stream before the branch: pre-normalization. */
  readonly before?: (at: Scope, z: Tensor) => Tensor;
  /** On the hidden units' sums. */
  readonly inside?: (at: Scope, sums: Tensor) => Tensor;
  readonly first?: Initializer;
  readonly second?: Initializer;
}

/**
 * f(z) = W2 gelu(W1 z + b1) + b2 on streams [batch, width]: smooth, because the series needs derivatives.
 * W1 ~ N(0, 2 / width), W2 ~ N(0, 1 / hidden), biases 0. Its derivative is defined without norms only.
 */
export function perceptron(at: Scope, width: number, options: PerceptronOptions = {}): Block<Tensor> {
  const { hidden = width, before, inside } = options;
  const { first = normal(Math.sqrt(2 / width)), second = normal(Math.sqrt(1 / hidden)) } = options;
  const w1 = at.parameter("first/weight", [width, hidden], first);
  const b1 = at.parameter("first/bias", [hidden], zeros);
  const w2 = at.parameter("second/weight", [hidden, width], second);
  const b2 = at.parameter("second/bias", [width], zeros);
  const sums = (z: Tensor) => (before ? before(at.scope("norm"), z) : z).matmul(w1).add(b1);
  return {
    value: (z) => (inside ? inside(at.scope("norm"), sums(z)) : sums(z)).gelu().matmul(w2).add(b2),
    derivative(z, along) {
      if (before || inside) throw new Error("residual-depth: a branch with a norm has no derivative here");
      const u = sums(z);
      const [slope] = gradient(u.gelu().sum(), [u]); // gelu'(u), [batch, hidden]
      return slope.mul(along.matmul(w1)).matmul(w2);
    },
  };
}

export interface TowerOptions {
  readonly depth: number;
  readonly width: number;
  readonly classes: number;
  readonly factor: number | Tensor;
  /** The branch of one block. Default: a plain perceptron. */
  readonly branch?: (at: Scope, width: number, depth: number) => Pick<Block<Tensor>, "value">;
  /** On the last stream, as networks with norms inside their branches have it. Default: nothing. */
  readonly last?: (at: Scope, z: Tensor) => Tensor;
}

/** A classifier: linear encoder, tower, linear decoder, no biases outside the branches. inputs [batch, d] -> logits [batch, classes], streams. */
export function towerClassifier(
  at: Scope,
  inputs: Tensor,
  { depth, width, classes, factor, branch = (at, width) => perceptron(at, width), last }: TowerOptions,
): { logits: Tensor; streams: Tensor[] } {
  const d = inputs.shape[1];
  const encoded = inputs.matmul(at.parameter("encoder", [d, width], normal(Math.sqrt(1 / d))));
  const blocks = Array.from({ length: depth }, (_, index) => branch(at.scope(`block ${index + 1}`), width, depth));
  const streams = residualTower(encoded, blocks, factor, tensors);
  const decoder = at.parameter("decoder", [width, classes], normal(Math.sqrt(1 / width)));
  const read = last ? last(at.scope("last norm"), streams[depth]) : streams[depth];
  return { logits: read.matmul(decoder), streams };
}

/**
 * Geometric complexity along one direction of the logits: mean over the inputs of |d (logits · direction) / dx|². Summed over
 * the classes it is the mean squared Frobenius norm of the Jacobian. logits [batch, classes], direction [classes] -> [].
 */
export const complexityAlong = (logits: Tensor, inputs: Tensor, direction: Tensor): Tensor =>
  gradient(logits.mul(direction).sum(), [inputs])[0].square().sum().div(inputs.shape[0]);
