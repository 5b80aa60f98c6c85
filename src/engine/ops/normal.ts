/** Softmax, layer normalization and cross entropy: fused in ONNX Runtime, so each is one op with its own gradient. */
import { apply, applyAll } from "../node.ts";
import { isFloat, sameShape, show, toAxis } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { float } from "../onnx/builder.ts";
import { where } from "./binary.ts";
import { fill } from "./leaf.ts";
import { literalInput, randomInput, type OpFamily } from "./definition.ts";

export interface NormalAttributes {
  softmax: { readonly axis: number };
  logSoftmax: { readonly axis: number };
  /** Over the last axis. Outputs: the normalized tensor, the mean, and one over the standard deviation. */
  layerNormalization: { readonly eps: number };
  /** Outputs: the loss of each row, and the log probabilities. */
  crossEntropy: { readonly ignoreIndex: number };
}

const axisSamples = [
  { inputs: [randomInput([2, 3])], attributes: { axis: 1 } },
  { inputs: [randomInput([2, 3, 2])], attributes: { axis: 1 } },
];

export const normals: OpFamily<NormalAttributes> = {
  softmax: {
    infer: ([x]) => x,
    lower: (builder, inputs, { attributes: { axis } }) => builder.add("Softmax", inputs, { axis }),
    vjp: ({ output: y, cotangent: g, attributes: { axis } }) => [
      () => {
        const weighted = g.mul(y);
        return weighted.sub(y.mul(weighted.sum(axis)));
      },
    ],
    samples: axisSamples,
  },
  logSoftmax: {
    infer: ([x]) => x,
    lower: (builder, inputs, { attributes: { axis } }) => builder.add("LogSoftmax", inputs, { axis }),
    decompose({ inputs: [x], attributes: { axis } }, target) {
      if (target === "cpu") return null;
      const centred = x.sub(x.max(axis));
      return centred.sub(centred.exp().sum(axis).log());
    },
    vjp: ({ output: y, cotangent: g, attributes: { axis } }) => [() => g.sub(y.exp().mul(g.sum(axis)))],
    samples: axisSamples,
  },
  layerNormalization: {
    infer([x, gain, bias]) {
      if (!isFloat(x.dtype) || x.rank < 1)
        throw new TypeError(`layerNormalization: needs a float tensor with an axis, got ${x}`);
      const width = [x.shape[x.rank - 1]];
      if (!sameShape(gain.shape, width) || !sameShape(bias.shape, width))
        throw new RangeError(
          `layerNormalization: gain ${show(gain.shape)} and bias ${show(bias.shape)} must be ${show(width)}, the last axis of ${show(x.shape)}`,
        );
      const rows = { shape: [...x.shape.slice(0, -1), 1], dtype: x.dtype };
      return [x, rows, rows];
    },
    lower: (builder, inputs, { attributes: { eps } }) =>
      builder.addAll("LayerNormalization", inputs, { axis: -1, epsilon: float(eps) }, 3),
    // The double kernel returns its statistics as floats.
    decompose({ inputs: [x, gain, bias], attributes: { eps } }) {
      if (x.dtype === "float32") return null;
      const mean = x.mean(-1);
      const inverse = x.variance(-1).add(eps).rsqrt();
      return [x.sub(mean).mul(inverse).mul(gain).add(bias), mean, inverse];
    },
    vjp({ inputs: [x, gain, bias], outputs: [, mean, inverse], cotangents: [g, gMean, gInverse] }) {
      const normal = () => x.sub(mean).mul(inverse);
      return [
        () => {
          const h = g.mul(gain);
          const xh = normal();
          const n = x.shape[x.rank - 1];
          // d inverse / dx = -inverse^2 xh / n; the statistics seldom have cotangents.
          let alongNormal = h.mul(xh).mean(-1);
          let alongOnes = h.mean(-1);
          if (!isZero(gInverse)) alongNormal = alongNormal.add(gInverse.mul(inverse).div(n));
          if (!isZero(gMean)) alongOnes = alongOnes.sub(gMean.div(inverse).div(n));
          return h.sub(alongOnes).sub(xh.mul(alongNormal)).mul(inverse);
        },
        () =>
          g
            .mul(normal())
            .sum(leading(x))
            .reshape(...gain.shape),
        () => g.sum(leading(x)).reshape(...bias.shape),
      ];
    },
    samples: [
      { inputs: [randomInput([2, 3, 5]), randomInput([5]), randomInput([5])], attributes: { eps: 1e-5 } },
      { inputs: [randomInput([2, 4]), randomInput([4]), randomInput([4])], attributes: { eps: 0.1 } },
    ],
  },
  crossEntropy: {
    infer([logits, targets]) {
      if (logits.rank !== 2 || targets.rank !== 1 || logits.shape[0] !== targets.shape[0])
        throw new RangeError(
          `crossEntropy: logits ${show(logits.shape)} and targets ${show(targets.shape)} do not fit`,
        );
      if (!isFloat(logits.dtype) || targets.dtype !== "int32")
        throw new TypeError(
          `crossEntropy: needs float logits and int32 targets, got ${logits.dtype} and ${targets.dtype}`,
        );
      return [{ shape: targets.shape, dtype: logits.dtype }, logits];
    },
    lower: (builder, inputs, { attributes: { ignoreIndex } }) =>
      builder.addAll("SoftmaxCrossEntropyLoss", inputs, { reduction: "none", ignore_index: ignoreIndex }, 2),
    decompose({ inputs: [logits, targets], attributes: { ignoreIndex } }, target) {
      if (target === "cpu") return null;
      const logProbabilities = logits.logSoftmax(-1);
      const kept = targets.equal(ignoreIndex).not();
      const safe = where(kept, targets, 0).unsqueeze(-1);
      return [where(kept, logProbabilities.gatherElements(safe, 1).squeeze(-1).neg(), 0), logProbabilities];
    },
    vjp: ({
      inputs: [, targets],
      outputs: [, logProbabilities],
      cotangents: [g, gLog],
      attributes: { ignoreIndex },
    }) => [
      () => {
        const kept = targets.equal(ignoreIndex).not();
        const weight = where(kept, g, 0).unsqueeze(-1);
        const probabilities = logProbabilities.exp();
        const at = where(kept, targets, 0).unsqueeze(-1);
        const ones = fill(-1, at.shape, g.dtype);
        const fromLoss = probabilities.scatterElements(at, ones, 1, "add").mul(weight);
        return isZero(gLog) ? fromLoss : fromLoss.add(gLog.sub(probabilities.mul(gLog.sum(-1))));
      },
      null,
    ],
    samples: [
      { inputs: [randomInput([4, 3]), literalInput([4], [0, 2, 1, 2], "int32")], attributes: { ignoreIndex: -1 } },
      { inputs: [randomInput([4, 3]), literalInput([4], [0, -1, 1, -1], "int32")], attributes: { ignoreIndex: -1 } },
    ],
  },
};

const leading = (x: Tensor): number[] => Array.from({ length: x.rank - 1 }, (_, axis) => axis);

const isZero = (x: Tensor): boolean => x.node.op === "fill" && (x.node.attributes as { value: number }).value === 0;

export const softmax = (x: Tensor, axis: number): Tensor =>
  apply("softmax", [x], { axis: toAxis("softmax", axis, x.rank) });

export const logSoftmax = (x: Tensor, axis: number): Tensor =>
  apply("logSoftmax", [x], { axis: toAxis("logSoftmax", axis, x.rank) });

export interface LayerNormalized {
  readonly output: Tensor;
  /** Of each row; the last axis stays as size 1. */
  readonly mean: Tensor;
  /** 1 / sqrt(variance + eps) of each row. */
  readonly inverseDeviation: Tensor;
}

/**
 * Layer normalization over the last axis, with its statistics: (x - mean) / sqrt(variance + eps) * gain + bias.
 * x: [..., d]; gain and bias: [d] (default one and zero). Ba, Kiros & Hinton 2016, eq. 4.
 */
export function layerNormalization(
  x: Tensor,
  options: { gain?: Tensor; bias?: Tensor; eps?: number } = {},
): LayerNormalized {
  const width = [x.shape[x.rank - 1] ?? 1];
  const { gain = fill(1, width, x.dtype), bias = fill(0, width, x.dtype), eps = 1e-5 } = options;
  const [output, mean, inverseDeviation] = applyAll("layerNormalization", [x, gain, bias], { eps });
  return { output, mean, inverseDeviation };
}

/**
 * The loss of each row, -log softmax(logits)[target], zero where the target is `ignoreIndex`.
 * logits: [..., classes]; targets: int32 [...]. Returns [...].
 */
export function crossEntropies(logits: Tensor, targets: Tensor, { ignoreIndex = -100 } = {}): Tensor {
  const classes = logits.shape.at(-1) ?? 0;
  if (!sameShape(logits.shape.slice(0, -1), targets.shape))
    throw new RangeError(
      `crossEntropy: logits ${show(logits.shape)} need targets ${show(logits.shape.slice(0, -1))}, got ${show(targets.shape)}`,
    );
  const rows = logits.reshape(-1, classes);
  return apply("crossEntropy", [rows, targets.reshape(rows.shape[0])], { ignoreIndex }).reshape(...targets.shape);
}

/** Mean cross entropy in nats over the targets that are not `ignoreIndex`. logits: [..., classes]; targets: int32 [...]. */
export function crossEntropy(logits: Tensor, targets: Tensor, options: { ignoreIndex?: number } = {}): Tensor {
  const losses = crossEntropies(logits, targets, options);
  if (options.ignoreIndex === undefined) return losses.mean();
  return losses.sum().div(targets.equal(options.ignoreIndex).not().cast(losses.dtype).sum().maximum(1));
}
