/**
 * Normalize-and-Project (NaP). Lyle et al. 2024.
 *
 *   normalize    x' = relu(gain LN(x W) + offset)       in front of every nonlinearity, no bias of the linear map
 *   project      P <- |P at the start| P / |P|          after every update, for every P whose scale the net cannot see
 *
 * f(c W) = f(W) makes grad f(c W) = grad f(W) / c and <grad f(W), W> = 0: under gradient descent a norm can only grow, and a step of rate r
 * on a matrix c times as long is one of rate r / c^2 on the first (r / c where steps do not depend on the gradient's size, as Adam's).
 * Projection takes that decay away; what is left is the rate that was written down.
 */
import {
  input,
  kaimingNormal,
  layerNormalization,
  lecunNormal,
  ones,
  where,
  zeros,
  type Initializer,
  type Optimizer,
  type ParameterSpec,
  type Scope,
  type Tensor,
} from "#engine";

type Described = Pick<ParameterSpec, "name" | "shape" | "group">;
/** Which parameters something is done to. */
export type Which = (spec: Described) => boolean;

/** What the parameters of a normalized net are, for `Which`. */
export const groups = {
  /** Maps whose output is normalized. */
  weight: "normalized weight",
  /** Gain and offset of a layer that another normalized one follows: with ReLU it cannot see their common scale. */
  gains: "gain and offset",
  /** Of the last hidden layer: the output sees their scale. */
  lastGains: "last gain and offset",
  output: "output weight",
} as const;

const inGroups =
  (...names: readonly string[]): Which =>
  ({ group }) =>
    names.includes(group);

/** Everything whose scale the net cannot see. */
export const isScaleFree = inGroups(groups.weight, groups.gains);

const gainsThenOffsets: Initializer = (shape, random) => {
  const half = [shape[0] / 2, ...shape.slice(1)];
  return Float32Array.of(...ones(half, random), ...zeros(half, random));
};

/**
 * gain LN(x) + offset, the statistics of each example over channels and space. x: [batch, channels, ...space]; one parameter
 * "gain and offset" [2, channels], so that its norm is that of both, sqrt(channels) at the start. `isLast`: see `groups`.
 */
export function normalized(at: Scope, x: Tensor, { isLast = false, eps = 1e-6 } = {}): Tensor {
  const [batch, channels, ...space] = x.shape;
  const both = at.parameter("gain and offset", [2, channels], gainsThenOffsets, {
    group: isLast ? groups.lastGains : groups.gains,
  });
  const perChannel = (row: number) => both.slice(0, row, row + 1).reshape(channels, ...space.map(() => 1));
  const { output } = layerNormalization(x.reshape(batch, x.size / batch), { eps });
  return output
    .reshape(...x.shape)
    .mul(perChannel(0))
    .add(perChannel(1));
}

export interface NapNet {
  /** Units of the hidden layers. */
  readonly widths: readonly number[];
  readonly outputs: number;
  /** Multiplies the outputs by one learned number, 1 at the start: for an output map that is projected, too. Default: no. */
  readonly scaledOutput?: boolean;
}

/** x [batch, inputs] -> [batch, outputs]: normalized layers and a linear map. Maps as He et al. 2015 draw them, the last N(0, 1 / inputs). */
export function napNet(at: Scope, x: Tensor, { widths, outputs, scaledOutput = false }: NapNet): Tensor {
  const last = widths.reduce((x, width, index) => {
    const layer = at.scope(`layer ${index + 1}`);
    const weight = layer.parameter("weight", [x.shape[1], width], kaimingNormal, { group: groups.weight });
    return normalized(layer, x.matmul(weight), { isLast: index === widths.length - 1 }).relu();
  }, x);
  const end = at.scope(`layer ${widths.length + 1}`);
  const weight = end.parameter("weight", [last.shape[1], outputs], lecunNormal, { group: groups.output });
  const y = last.matmul(weight).add(end.parameter("bias", [outputs], zeros));
  return scaledOutput ? y.mul(end.parameter("scale", [1], ones)) : y;
}

/** Frobenius norm of a whole tensor, a scalar. */
export const normOf = (tensor: Tensor): Tensor => tensor.square().sum().sqrt();

const initialNorm = "initial norm";

/**
 * The optimizer, and after every `every`th step each tensor that is meant is put back to the norm it started from, as a whole: not row by
 * row, and not to one. What the optimizer remembers stays as it is. With `every` Infinity it is the optimizer itself.
 */
export function projected(optimizer: Optimizer, which: Which = isScaleFree, { every = 1 } = {}): Optimizer {
  if (!(every >= 1)) throw new RangeError(`projected: every ${every} steps is not 1 or more`);
  if (every === Infinity) return optimizer;
  return {
    learningRate: optimizer.learningRate,
    init: (spec) => ({ ...optimizer.init(spec), ...(which(spec) && { [initialNorm]: { shape: [], fill: 0 } }) }),
    update(given) {
      if (!which(given.spec)) return optimizer.update(given);
      const { [initialNorm]: kept, ...own } = given.state;
      const { step } = given;
      const norm = where(step.lessEqual(1), normOf(given.parameter), kept);
      const { parameter, state } = optimizer.update({ ...given, state: own });
      // A tensor of zeros stays one.
      const back = parameter.mul(norm.div(normOf(parameter).maximum(1e-30)));
      const isDue = step.sub(step.div(every).floor().mul(every)).equal(0);
      return {
        parameter: every === 1 ? back : where(isDue, back, parameter),
        state: { ...state, [initialNorm]: norm },
      };
    },
  };
}

const start = "start";

/** The optimizer, and a pull of rate * strength towards where each tensor that is meant started. Kumar et al. 2023 (L2 init), decoupled. */
export const pulledToStart = (optimizer: Optimizer, which: Which, strength: number): Optimizer => ({
  learningRate: optimizer.learningRate,
  init: (spec) => ({ ...optimizer.init(spec), ...(which(spec) && { [start]: { shape: spec.shape, fill: 0 } }) }),
  update(given) {
    if (!which(given.spec)) return optimizer.update(given);
    const { [start]: kept, ...own } = given.state;
    const from = where(given.step.lessEqual(1), given.parameter, kept);
    const { parameter, state } = optimizer.update({ ...given, state: own });
    const pull = given.parameter.sub(from).mul(given.learningRate.mul(strength));
    return { parameter: parameter.sub(pull), state: { ...state, [start]: from } };
  },
});

export interface NapOptions {
  /** Of gains and offsets: projected as matrices are (for ReLU), pulled to their start, or left alone. Default "project". */
  readonly gains?: "project" | "decay" | "free";
  /** Projects the output map and the last gains too, for a net whose output has a scale of its own. Default: no. */
  readonly output?: boolean;
  /** Steps from one projection to the next. Default 1. */
  readonly every?: number;
}

/** NaP's optimizer for a normalized net, from any other. */
export function normalizeAndProject(
  optimizer: Optimizer,
  { gains = "project", output = false, every = 1 }: NapOptions = {},
): Optimizer {
  const allGains = output ? [groups.gains, groups.lastGains] : [groups.gains];
  const inner = gains === "decay" ? pulledToStart(optimizer, inGroups(...allGains), 1) : optimizer;
  const own = [groups.weight, ...(gains === "project" ? allGains : []), ...(output ? [groups.output] : [])];
  return projected(inner, inGroups(...own), { every });
}

/** What a step is fed the factor of a parameter's rate as. */
export const factorFeed = (name: string): string => `rate of ${name}`;

/** The optimizer with a factor on the rate of each tensor that is meant, fed at every step: a schedule per layer. */
export const withFactors = (optimizer: Optimizer, which: Which = isScaleFree): Optimizer => ({
  ...optimizer,
  update: (given) =>
    optimizer.update(
      which(given.spec)
        ? { ...given, learningRate: given.learningRate.mul(input(factorFeed(given.spec.name), [])) }
        : given,
    ),
});

/** Effective rate relative to the start of a tensor that has grown to `growth` times its first norm, at a constant written rate. */
export const effectiveRate = (growth: number, steps: "gradient" | "scale-free"): number =>
  growth ** (steps === "gradient" ? -2 : -1);
