/** Convolution and pooling over sliding windows, in one, two or three dimensions. Layout: [batch, channels, ...space]. */
import { apply } from "../node.ts";
import { sameShape, show, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { fill } from "./leaf.ts";
import { concat, scatterSteps, split } from "./movement.ts";
import { literalInput, randomInput, type Applied, type OpFamily, type Target } from "./definition.ts";
import { convByTaps, convTransposeByTaps, convWeightGradient, poolTaps } from "./taps.ts";

export interface Window {
  readonly strides: readonly number[];
  /** Before each axis, then after each. */
  readonly pads: readonly number[];
}

export interface ConvWindow extends Window {
  readonly dilations: readonly number[];
  readonly groups: number;
}

export interface PoolWindow extends Window {
  readonly kernel: readonly number[];
}

export interface WindowAttributes {
  conv: ConvWindow;
  convTranspose: ConvWindow & { readonly outputPadding: readonly number[] };
  /** Outputs: the maxima, and where each lies in the flattened input. */
  maxPool: PoolWindow;
  /** Inputs: x, maxima, positions, cotangent. The cotangent of x. */
  maxPoolGradient: PoolWindow;
  /** Padding counts as zeros, as in torch. */
  averagePool: PoolWindow;
}

/** Length of an axis after sliding a window over it. */
const outputLength = (length: number, window: number, { strides, pads }: Window, axis: number): number =>
  Math.floor((length + pads[axis] + pads[axis + strides.length] - window) / strides[axis]) + 1;

const extent = (kernel: Shape, dilations: readonly number[]): number[] =>
  kernel.map((k, i) => dilations[i] * (k - 1) + 1);

function pooled(op: string, x: Tensor, window: PoolWindow): number[] {
  const space = x.shape.slice(2).map((length, axis) => outputLength(length, window.kernel[axis], window, axis));
  if (x.rank !== window.kernel.length + 2 || space.some((length) => length < 1))
    throw new RangeError(`${op}: window ${show(window.kernel)} does not fit ${show(x.shape)}`);
  return [...x.shape.slice(0, 2), ...space];
}

const onnxWindow = ({ kernel, strides, pads }: PoolWindow) => ({ kernel_shape: kernel, strides, pads });

/** Whether the windows tile the input exactly: no overlap, no gap, no rest. */
const tiles = (x: Tensor, { kernel, strides, pads }: PoolWindow): boolean =>
  pads.every((pad) => pad === 0) && kernel.every((k, i) => k === strides[i] && x.shape[i + 2] % k === 0);

/** Repeats every element of the pooled tensor over its window. */
function unpool(y: Tensor, x: Tensor, { kernel }: PoolWindow): Tensor {
  const [batch, channels, ...space] = y.shape;
  const apart = y.reshape(batch, channels, ...space.flatMap((n) => [n, 1]));
  return apart.expand([batch, channels, ...space.flatMap((n, i) => [n, kernel[i]])]).reshape(...x.shape);
}

/** The window of the convolution that takes a cotangent back at stride one; null where it would need negative padding. */
function inputGradientWindow(w: Tensor, { strides, pads, dilations, groups }: ConvWindow): ConvWindow | null {
  const reach = dilations.map((d, i) => d * (w.shape[i + 2] - 1));
  const around = pads.map((pad, i) => reach[i % reach.length] - pad);
  if (strides.some((stride) => stride !== 1) || around.some((pad) => pad < 0)) return null;
  return { strides, pads: around, dilations, groups };
}

/** The kernels with every window turned around and inputs and outputs exchanged: [o, c / groups, ...] -> [c, o / groups, ...]. */
function flippedKernels(w: Tensor, groups: number): Tensor {
  const [outputs, perGroup, ...kernel] = w.shape;
  const flipped = kernel.reduce<Tensor>((flipped, length, i) => (length > 1 ? flipped.flip(i + 2) : flipped), w);
  return flipped
    .reshape(groups, outputs / groups, perGroup, ...kernel)
    .transpose(0, 2, 1, ...kernel.map((_, i) => i + 3))
    .reshape(groups * perGroup, outputs / groups, ...kernel);
}

/** The cotangent shared among the elements of a window that equal its maximum. */
function decomposeMaxPoolGradient({ inputs, attributes }: Applied<PoolWindow>, target: Target): Tensor | null {
  if (target === "cpu") return null;
  const [x, y, , g] = inputs;
  const { strides, pads } = attributes;
  const masks = poolTaps(x, attributes, -Infinity).map((tap) => ({ ...tap, mask: tap.values.equal(y).cast(x.dtype) }));
  const tieGradient = g.div(masks.map(({ mask }) => mask).reduce((a, b) => a.add(b)));
  const lengths = x.shape.slice(2).map((n, i) => n + pads[i] + pads[i + strides.length]);
  const padded = masks
    .map(({ at, mask }) =>
      at.reduce(
        (part, start, axis) => scatterSteps(part, axis + 2, start, strides[axis], lengths[axis]),
        mask.mul(tieGradient),
      ),
    )
    .reduce((a, b) => a.add(b));
  const crop = (side: number) => [0, 0, ...pads.slice(side, side + strides.length).map((n) => -n)];
  return apply("pad", [padded], { before: crop(0), after: crop(strides.length), value: 0 });
}

const square = { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1], groups: 1 };

export const windows: OpFamily<WindowAttributes> = {
  conv: {
    infer([x, w], window) {
      const { groups, dilations, strides } = window;
      const kernel = extent(w.shape.slice(2), dilations);
      if (x.rank !== w.rank || x.rank !== strides.length + 2)
        throw new RangeError(`conv: ranks differ: x ${show(x.shape)}, w ${show(w.shape)}, strides ${show(strides)}`);
      if (w.shape[1] * groups !== x.shape[1] || w.shape[0] % groups !== 0)
        throw new RangeError(
          `conv: ${x.shape[1]} channels of ${show(x.shape)} do not fit ${groups} groups of w ${show(w.shape)}`,
        );
      const space = kernel.map((k, axis) => outputLength(x.shape[axis + 2], k, window, axis));
      if (space.some((n) => n < 1)) throw new RangeError(`conv: window ${show(kernel)} does not fit ${show(x.shape)}`);
      return { shape: [x.shape[0], w.shape[0], ...space], dtype: x.dtype };
    },
    lower: (builder, inputs, { inputs: [, w], attributes: { strides, pads, dilations, groups } }) =>
      builder.add("Conv", inputs, { kernel_shape: w.shape.slice(2), strides, pads, dilations, group: groups }),
    decompose: ({ inputs: [x, w], attributes }) => (x.dtype === "float64" ? convByTaps(x, w, attributes) : null),
    vjp: ({ inputs: [x, w], cotangent: g, attributes }) => [
      () => {
        const { strides, pads, dilations } = attributes;
        const window = inputGradientWindow(w, attributes);
        if (window) return apply("conv", [g, flippedKernels(w, attributes.groups)], window);
        // What the stride skipped at the end of an axis has to come back.
        const outputPadding = strides.map((stride, i) => {
          const covered = x.shape[i + 2] + pads[i] + pads[i + strides.length] - dilations[i] * (w.shape[i + 2] - 1) - 1;
          return covered % stride;
        });
        return apply("convTranspose", [g, w], { ...attributes, outputPadding });
      },
      () => convWeightGradient(x, g, w.shape, attributes),
    ],
    samples: [
      { inputs: [randomInput([2, 3, 5, 4]), randomInput([4, 3, 3, 3])], attributes: square },
      {
        inputs: [randomInput([1, 2, 7, 6]), randomInput([3, 2, 3, 2])],
        attributes: { ...square, strides: [2, 2], pads: [1, 0, 0, 1] },
      },
      {
        inputs: [randomInput([1, 4, 6, 6]), randomInput([4, 2, 3, 3])],
        attributes: { ...square, dilations: [2, 1], groups: 2 },
      },
      { inputs: [randomInput([2, 3, 4, 4]), randomInput([3, 1, 3, 3])], attributes: { ...square, groups: 3 } },
      {
        inputs: [randomInput([2, 3, 9]), randomInput([2, 3, 4])],
        attributes: { strides: [3], pads: [1, 0], dilations: [1], groups: 1 },
      },
    ],
  },
  convTranspose: {
    infer([x, w], { strides, pads, dilations, groups, outputPadding }) {
      if (x.rank !== w.rank || w.shape[0] !== x.shape[1] || x.shape[1] % groups !== 0)
        throw new RangeError(`convTranspose: ${show(x.shape)} does not fit w ${show(w.shape)} in ${groups} groups`);
      const n = strides.length;
      const kernel = extent(w.shape.slice(2), dilations);
      const space = kernel.map(
        (k, i) => (x.shape[i + 2] - 1) * strides[i] + k + outputPadding[i] - pads[i] - pads[i + n],
      );
      return { shape: [x.shape[0], w.shape[1] * groups, ...space], dtype: x.dtype };
    },
    lower: (builder, inputs, { inputs: [, w], attributes: { strides, pads, dilations, groups, outputPadding } }) =>
      builder.add("ConvTranspose", inputs, {
        kernel_shape: w.shape.slice(2),
        strides,
        pads,
        dilations,
        group: groups,
        output_padding: outputPadding,
      }),
    decompose({ inputs: [x, w], outputs: [y], attributes }, target) {
      if (x.dtype === "float64") return convTransposeByTaps(x, w, y.shape, attributes);
      // WebGPU mixes the channels up when a group has several inputs, so each group gets a product of its own.
      const { groups } = attributes;
      if (target === "cpu" || groups === 1 || groups === x.shape[1]) return null;
      const kernels = split(w, groups, 0);
      const parts = split(x, groups, 1).map((part, i) =>
        apply("convTranspose", [part, kernels[i]], { ...attributes, groups: 1 }),
      );
      return concat(parts, 1);
    },
    vjp: ({ inputs: [x, w], cotangent: g, attributes: { strides, pads, dilations, groups } }) => [
      () => apply("conv", [g, w], { strides, pads, dilations, groups }),
      () => convWeightGradient(g, x, w.shape, { strides, pads, dilations, groups }),
    ],
    samples: [
      {
        inputs: [randomInput([2, 3, 3, 4]), randomInput([3, 2, 3, 3])],
        attributes: { ...square, outputPadding: [0, 0] },
      },
      {
        inputs: [randomInput([1, 2, 3, 3]), randomInput([2, 2, 3, 2])],
        attributes: { ...square, strides: [2, 2], pads: [1, 0, 0, 1], outputPadding: [1, 0] },
      },
      {
        inputs: [randomInput([1, 4, 3, 3]), randomInput([4, 1, 3, 3])],
        attributes: { ...square, groups: 2, outputPadding: [0, 0] },
      },
    ],
  },
  maxPool: {
    infer([x], window) {
      const shape = pooled("maxPool", x, window);
      return [
        { shape, dtype: x.dtype },
        { shape, dtype: "int64" },
      ];
    },
    // WebGPU has no positions; what needs them there works from the maxima instead.
    lower: (builder, inputs, { attributes }) =>
      builder.target === "cpu"
        ? builder.addAll("MaxPool", inputs, onnxWindow(attributes), 2)
        : [builder.add("MaxPool", inputs, onnxWindow(attributes)), ""],
    vjp: ({ inputs: [x], outputs: [y, at], cotangent, attributes }) => [
      () => apply("maxPoolGradient", [x, y, at, cotangent], attributes),
    ],
    samples: [
      { inputs: [randomInput([2, 2, 4, 4])], attributes: { kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] } },
      { inputs: [randomInput([1, 2, 5, 5])], attributes: { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] } },
      { inputs: [randomInput([1, 2, 6])], attributes: { kernel: [3], strides: [1], pads: [0, 0] } },
    ],
  },
  maxPoolGradient: {
    infer: ([x]) => x,
    lower(builder, [, , at, g], { inputs: [x, y], attributes }) {
      // Windows that do not overlap write every element once at most.
      if (x.dtype === "float32" && tiles(x, attributes) && attributes.kernel.length <= 3)
        return builder.add("MaxUnpool", [g, at, builder.ints(x.shape)], {
          kernel_shape: attributes.kernel,
          strides: attributes.strides,
        });
      const flat = (name: string) => builder.add("Reshape", [name, builder.ints([y.size])]);
      const zeros = builder.add("ConstantOfShape", [builder.ints([x.size])], {
        value: { data: x.dtype === "float64" ? new Float64Array(1) : new Float32Array(1), shape: [1], dtype: x.dtype },
      });
      const sums = builder.add("ScatterElements", [zeros, flat(at), flat(g)], { axis: 0, reduction: "add" });
      return builder.add("Reshape", [sums, builder.ints(x.shape)]);
    },
    decompose: decomposeMaxPoolGradient,
    vjp: ({ inputs: [x, y], cotangent, attributes }) => [
      null,
      null,
      null,
      () => {
        const masks = poolTaps(x, attributes, -Infinity).map(({ values }) => values.equal(y).cast(x.dtype));
        const seen = poolTaps(cotangent, attributes, 0).map(({ values }, i) => values.mul(masks[i]));
        return seen.reduce((a, b) => a.add(b)).div(masks.reduce((a, b) => a.add(b)));
      },
    ],
    samples: [
      {
        inputs: [
          literalInput([1, 1, 4], [1, 3, 2, 5]),
          literalInput([1, 1, 2], [3, 5]),
          literalInput([1, 1, 2], [1, 3], "int64"),
          randomInput([1, 1, 2]),
        ],
        attributes: { kernel: [2], strides: [2], pads: [0, 0] },
      },
    ],
  },
  averagePool: {
    infer: ([x], window) => ({ shape: pooled("averagePool", x, window), dtype: x.dtype }),
    lower: (builder, inputs, { attributes }) =>
      builder.add("AveragePool", inputs, { ...onnxWindow(attributes), count_include_pad: 1 }),
    decompose({ inputs: [x], attributes }) {
      if (x.dtype !== "float64") return null;
      const taps = poolTaps(x, attributes, 0);
      return taps
        .map(({ values }) => values)
        .reduce((a, b) => a.add(b))
        .div(taps.length);
    },
    vjp: ({ inputs: [x], cotangent, attributes }) => [
      () => {
        const { kernel, strides, pads } = attributes;
        const size = kernel.reduce((a, b) => a * b);
        if (tiles(x, attributes)) return unpool(cotangent.div(size), x, attributes);
        const channels = x.shape[1];
        const ones = fill(1 / size, [channels, 1, ...kernel], x.dtype);
        const outputPadding = kernel.map(
          (k, i) => (x.shape[i + 2] + pads[i] + pads[i + kernel.length] - k) % strides[i],
        );
        const dilations = kernel.map(() => 1);
        return apply("convTranspose", [cotangent, ones], { strides, pads, dilations, groups: channels, outputPadding });
      },
    ],
    samples: [
      { inputs: [randomInput([2, 2, 4, 4])], attributes: { kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] } },
      { inputs: [randomInput([1, 2, 6, 5])], attributes: { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] } },
    ],
  },
};

type Lengths = number | readonly number[];

export interface ConvOptions {
  readonly stride?: Lengths;
  /** Zeros around the image, per axis; "same" keeps the size at stride 1. */
  readonly padding?: Lengths | "same";
  readonly dilation?: Lengths;
  readonly groups?: number;
}

const perAxis = (value: Lengths, rank: number): number[] =>
  typeof value === "number" ? Array.from({ length: rank }, () => value) : [...value];

/** Convolution over all axes after the first two. x: [n, c, ...space], w: [o, c / groups, ...kernel]. */
export function conv(
  x: Tensor,
  w: Tensor,
  { stride = 1, padding = 0, dilation = 1, groups = 1 }: ConvOptions = {},
): Tensor {
  const rank = x.rank - 2;
  const dilations = perAxis(dilation, rank);
  const around = dilations.map((d, i) => d * ((w.shape[i + 2] ?? 1) - 1));
  const half = padding === "same" ? around.map((n) => Math.floor(n / 2)) : perAxis(padding, rank);
  const rest = padding === "same" ? around.map((n, i) => n - half[i]) : half;
  return apply("conv", [x, w], { strides: perAxis(stride, rank), pads: [...half, ...rest], dilations, groups });
}

/** Two-dimensional convolution. x: [n, c, h, w], kernels: [o, c / groups, kh, kw]. */
export function conv2d(x: Tensor, kernels: Tensor, options: ConvOptions = {}): Tensor {
  if (x.rank !== 4) throw new RangeError(`conv2d: needs [n, c, h, w], got ${show(x.shape)}`);
  return conv(x, kernels, options);
}

/** The transpose of `conv`, which widens. x: [n, c, ...space], w: [c, o / groups, ...kernel]. */
export function convTranspose(
  x: Tensor,
  w: Tensor,
  {
    stride = 1,
    padding = 0,
    dilation = 1,
    groups = 1,
    outputPadding = 0,
  }: Omit<ConvOptions, "padding"> & { padding?: Lengths; outputPadding?: Lengths } = {},
): Tensor {
  const rank = x.rank - 2;
  const pads = perAxis(padding, rank);
  return apply("convTranspose", [x, w], {
    strides: perAxis(stride, rank),
    pads: [...pads, ...pads],
    dilations: perAxis(dilation, rank),
    groups,
    outputPadding: perAxis(outputPadding, rank),
  });
}

export interface PoolOptions {
  /** Default: the kernel, so that windows do not overlap. */
  readonly stride?: Lengths;
  readonly padding?: Lengths;
}

function poolWindow(x: Tensor, kernel: Lengths, { stride = kernel, padding = 0 }: PoolOptions): PoolWindow {
  const rank = x.rank - 2;
  const pads = perAxis(padding, rank);
  return { kernel: perAxis(kernel, rank), strides: perAxis(stride, rank), pads: [...pads, ...pads] };
}

/** The largest element of each window. x: [n, c, h, w]. Where several are largest, CPU sends the gradient to the first, WebGPU shares it. */
export function maxPool2d(x: Tensor, kernel: Lengths, options: PoolOptions = {}): Tensor {
  // What keeps the order of a window's elements may as well come after it: the same values and gradient, on fewer elements.
  if (x.op === "relu") return maxPool2d(x.node.inputs[0], kernel, options).relu();
  const [values, shift] = x.op === "add" ? x.node.inputs : [];
  if (shift && sameShape(values.shape, x.shape) && shift.shape.slice(-2).every((length) => length === 1))
    return maxPool2d(values, kernel, options).add(shift);
  return apply("maxPool", [x], poolWindow(x, kernel, options));
}

/** The mean of each window, padding counted as zeros. x: [n, c, h, w]. */
export const averagePool2d = (x: Tensor, kernel: Lengths, options: PoolOptions = {}): Tensor =>
  apply("averagePool", [x], poolWindow(x, kernel, options));
