/** Sliding windows taken apart: one strided slice of the input per place ("tap") of the window. */
import { apply } from "../node.ts";
import { sizeOf, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { constant } from "./leaf.ts";
import { concat, scatterSteps } from "./movement.ts";
import type { ConvWindow, PoolWindow } from "./window.ts";

/** Every position inside a window, in row-major order. */
const positions = (kernel: Shape): number[][] =>
  kernel.reduce<number[][]>(
    (all, length) => all.flatMap((head) => Array.from({ length }, (_, i) => [...head, i])),
    [[]],
  );

function padSpace(x: Tensor, pads: readonly number[], firstAxis: number, value: number): Tensor {
  const n = pads.length / 2;
  const widths = (side: number) =>
    x.shape.map((_, axis) => (axis >= firstAxis && axis < firstAxis + n ? pads[side * n + axis - firstAxis] : 0));
  return apply("pad", [x], { before: widths(0), after: widths(1), value });
}

/** The elements that one tap of the window meets. */
const tapOf = (
  x: Tensor,
  starts: readonly number[],
  counts: readonly number[],
  strides: readonly number[],
  firstAxis: number,
): Tensor =>
  starts.reduce(
    (part, start, i) => apply("slice", [part], { axis: firstAxis + i, start, count: counts[i], step: strides[i] }),
    x,
  );

export interface Tap {
  /** Start of the slice in the padded input. */
  readonly at: readonly number[];
  /** [n, c, ...pooled space]. */
  readonly values: Tensor;
}

/** The taps of a pooling window over x. */
export function poolTaps(x: Tensor, { kernel, strides, pads }: PoolWindow, padding: number): Tap[] {
  const n = kernel.length;
  const counts = kernel.map((k, i) => Math.floor((x.shape[i + 2] + pads[i] + pads[i + n] - k) / strides[i]) + 1);
  const padded = padSpace(x, pads, 2, padding);
  return positions(kernel).map((at) => ({ at, values: tapOf(padded, at, counts, strides, 2) }));
}

const startsOf = (place: readonly number[], dilations: readonly number[]): number[] =>
  place.map((k, i) => k * dilations[i]);

/** w at one place of the kernel, by groups: [o, c, ...kernel] -> [groups, o / groups, c]. */
function weightsAt(w: Tensor, place: readonly number[], groups: number): Tensor {
  const tap = tapOf(
    w,
    place,
    place.map(() => 1),
    place.map(() => 1),
    2,
  );
  return tap.reshape(groups, w.shape[0] / groups, w.shape[1]);
}

/** Convolution as a sum of matrix products, for element types without a kernel. */
export function convByTaps(x: Tensor, w: Tensor, { strides, pads, dilations, groups }: ConvWindow): Tensor {
  const [n, c] = x.shape;
  const kernel = w.shape.slice(2);
  const counts = kernel.map(
    (k, i) =>
      Math.floor((x.shape[i + 2] + pads[i] + pads[i + kernel.length] - dilations[i] * (k - 1) - 1) / strides[i]) + 1,
  );
  const padded = padSpace(x, pads, 2, 0);
  return positions(kernel)
    .map((place) => {
      const seen = tapOf(padded, startsOf(place, dilations), counts, strides, 2).reshape(
        n,
        groups,
        c / groups,
        sizeOf(counts),
      );
      return weightsAt(w, place, groups).matmul(seen); // [n, groups, o / groups, positions]
    })
    .reduce((a, b) => a.add(b))
    .reshape(n, w.shape[0], ...counts);
}

/** Transposed convolution as a sum of matrix products spread over the output. */
export function convTransposeByTaps(
  x: Tensor,
  w: Tensor,
  shape: Shape,
  { strides, pads, dilations, groups }: ConvWindow,
): Tensor {
  const [n, c, ...space] = x.shape;
  const kernel = w.shape.slice(2);
  const lengths = kernel.map((_, i) => shape[i + 2] + pads[i] + pads[i + kernel.length]);
  const full = positions(kernel)
    .map((place) => {
      const product = weightsAt(w, place, groups)
        .transpose()
        .matmul(x.reshape(n, groups, c / groups, sizeOf(space)));
      const image = product.reshape(n, shape[1], ...space);
      return startsOf(place, dilations).reduce(
        (part, start, i) => scatterSteps(part, i + 2, start, strides[i], lengths[i]),
        image,
      );
    })
    .reduce((a, b) => a.add(b));
  return padSpace(
    full,
    pads.map((p) => -p),
    2,
    0,
  );
}

/** With so few channels a product per tap would have next to nothing to do. */
const fewChannels = 4;

/** x at one tap, channels last: [n, pixels, c] -> [n, positions, c]. The pixels are those of the padded image. */
function pixelsAt(
  last: Tensor,
  lengths: Shape,
  starts: readonly number[],
  counts: Shape,
  strides: readonly number[],
): Tensor {
  const pixels = positions(counts).map((place) =>
    place.reduce((at, step, axis) => at * lengths[axis] + starts[axis] + step * strides[axis], 0),
  );
  const all = pixels.length === last.shape[1] && pixels.every((pixel, i) => pixel === i);
  return all ? last : last.gather(constant(Int32Array.from(pixels)), 1);
}

/**
 * The gradient of a convolution's kernels: a matrix product per tap, channels last. It takes every stride, dilation and group.
 *
 * Each image has a product of its own where that is no larger than what goes into it: the cotangent is then read as it
 * lies, and the threads stay with their images. Otherwise all images are one long product.
 */
export function convWeightGradient(
  x: Tensor,
  g: Tensor,
  shape: Shape,
  { strides, pads, dilations, groups }: ConvWindow,
): Tensor {
  const [outputs, perGroup, ...kernel] = shape;
  const [n, channels] = x.shape;
  const counts = g.shape.slice(2);
  const places = sizeOf(counts);
  const inOrder = (products: Tensor): Tensor =>
    products
      .reshape(outputs, sizeOf(kernel), perGroup)
      .transpose(0, 2, 1)
      .reshape(...shape);
  if (groups === 1 && perGroup <= fewChannels) {
    // Channels first: the taps of an image lie below each other, and one product per image takes them all.
    const padded = padSpace(x, pads, 2, 0);
    const seen = positions(kernel).map((place) =>
      tapOf(padded, startsOf(place, dilations), counts, strides, 2).reshape(n, perGroup, places),
    );
    return inOrder(g.reshape(n, outputs, places).matmul(concat(seen, 1).transpose()).sum(0));
  }
  const parts = outputs * perGroup <= places * (outputs + channels) ? n : 1;
  const last = padSpace(x.transpose(0, ...kernel.map((_, i) => i + 2), 1), pads, 1, 0); // [n, ...space, c]
  const lengths = last.shape.slice(1, -1);
  const pixels = last.reshape(n, sizeOf(lengths), channels);
  const cotangent = (parts === n ? g : g.transpose(1, 0, ...kernel.map((_, i) => i + 2))).reshape(
    parts,
    groups,
    outputs / groups,
    (n / parts) * places,
  );
  const taps = positions(kernel).map((place) => {
    const seen = pixelsAt(pixels, lengths, startsOf(place, dilations), counts, strides)
      .reshape(parts, (n / parts) * places, groups, perGroup)
      .transpose(0, 2, 1, 3);
    return cotangent.matmul(seen).sum(0).reshape(outputs, perGroup);
  });
  return inOrder(concat(taps, 1));
}
