/**
 * Scale vectors: what the gain of a norm does for training, and three ways to make it do more.
 *
 *   baseline   W (g * n(x))            n(x) = x / RMS(x), one gain for all maps that read the norm
 *   HG         W_b (g_b * n(x))        a gain of its own for every branch b
 *   DP         u * (W (v * n(x)))      a second gain behind every matrix
 *   DNP        u * n(W (v * n(x)))     with a normalization in between
 *   form       g = b a / RMS(a)  or  g = b a, with one number b and a vector a
 *
 * A pre-norm gain adds no function: W diag(g) is another matrix. But A = W diag(g) does not descend as a matrix would:
 * its column j follows -(g_j² I + w_j w_jᵀ) times its gradient, so it moves faster the more it has moved.
 * arXiv 2605.26895, rebuilt from its abstract, two reading notes and our own derivations; the DNP and both forms are ours.
 */
import { constant, ones, type ParameterSpec, type Scope, type Tensor } from "#engine";
import { linearMap, type LanguageModel, type LinearMap } from "#lab/training/language-model/index";
import { rmsScale } from "#lab/nn/norms";

/** How a gain is written. */
export type GainForm = "plain" | "unit" | "product";

/** Where a gain stands: in front of a linear map, or where it sets the size of an output. Weight decay is for the former. */
export type Side = "input gain" | "output gain";

export interface ScaleVectors {
  /** "none": every gain is 1 and stays so. */
  readonly form: GainForm | "none";
  /** One gain per reader of a norm (HG) instead of one for all. */
  readonly separate?: boolean;
  /** A gain behind every matrix (DP), or with a normalization before it (DNP). */
  readonly behind?: "gain" | "normalized gain";
}

/** A gain of d numbers, 1 at the start. */
export function scaleVector(at: Scope, d: number, form: GainForm, side: Side): Tensor {
  if (form === "plain") return at.parameter("gain", [d], ones, { group: side });
  // Decay of the magnitude alone pulls the gain to 0 as decay of a plain one would.
  const magnitude = at.parameter("magnitude", [1], ones, { group: side });
  const direction = at.parameter("direction", [d], ones);
  if (form === "product") return direction.mul(magnitude);
  return direction.mul(direction.square().mean().rsqrt()).mul(magnitude);
}

/** A language model whose norms and linear maps carry scale vectors as given; everything else stays. */
export function withScaleVectors(
  model: LanguageModel,
  { form, separate = false, behind }: ScaleVectors,
): LanguageModel {
  const scaled = (at: Scope, x: Tensor, side: Side) =>
    form === "none" ? x : x.mul(scaleVector(at, x.shape.at(-1)!, form, side));
  const shared = (at: Scope, x: Tensor) => scaled(at, rmsScale(x), "input gain");
  const bare = (_: Scope, x: Tensor) => rmsScale(x);
  const matrix = linearMap({ ...model, biases: false });
  const linear: LinearMap = (at, x, features, role) => {
    const read = separate && !role.toResidual ? scaled(at.scope("before"), x, "input gain") : x;
    const product = matrix(at, read, features, role);
    if (behind === undefined) return product;
    const sized = behind === "normalized gain" ? normalizedOutput(at, product, model.heads) : product;
    return scaled(at.scope("behind"), sized, "output gain");
  };
  return {
    ...model,
    biases: false,
    norm: shared,
    // The final norm has one reader, the head, so its gain stays where it is.
    normAt: ({ sublayer }) => (separate && sublayer !== "final" ? bare : shared),
    linear,
  };
}

/** RMS over the output features; of queries, keys and values over those of each head. */
function normalizedOutput(at: Scope, y: Tensor, heads: number): Tensor {
  if (!/\/(query|key|value)$/.test(at.path)) return rmsScale(y);
  const [features, others] = [y.shape.at(-1)!, y.shape.slice(0, -1)];
  return rmsScale(y.reshape(...others, heads, features / heads)).reshape(...y.shape);
}

/** Which gains decay beside the matrices. The paper's rule (IWD) is "input gain" alone. */
export const decaying =
  (...sides: Side[]) =>
  ({ shape, group }: Pick<ParameterSpec, "shape" | "group">): boolean =>
    shape.length > 1 || sides.some((side) => side === group);

/** P of each column: gain² I + w wᵀ, for A = W diag(gain). W: [rows, columns], gain: [columns] -> [columns, rows, rows] */
export function preconditioner(w: Tensor, gain: Tensor): Tensor {
  const [rows, columns] = w.shape;
  const byColumn = w.transpose(); // [columns, rows]
  const outer = byColumn.reshape(columns, rows, 1).mul(byColumn.reshape(columns, 1, rows));
  const diagonal = Float32Array.from({ length: rows * rows }, (_, at) => (at % (rows + 1) === 0 ? 1 : 0));
  const identity = constant(diagonal, { shape: [rows, rows], dtype: w.dtype });
  return outer.add(gain.square().reshape(columns, 1, 1).mul(identity));
}

/** The velocity of A = W diag(gain) under gradient flow, from its gradient G: column j is -P_j G_j. [rows, columns] */
export function velocity(w: Tensor, gain: Tensor, g: Tensor): Tensor {
  const [rows, columns] = w.shape;
  const columnsOf = g.transpose().reshape(columns, rows, 1);
  return preconditioner(w, gain).matmul(columnsOf).reshape(columns, rows).transpose().neg();
}
