/**
 * A small convolutional net with an exchangeable norm, for classes of images or of their pixels.
 *
 *   x = relu(norm(conv3x3(x)))     in each layer, without a bias of its own: the norm has one
 *   logits = head(mean over pixels of x)   or, for every pixel, head(x)
 */
import { conv2d, kaimingNormal, normal, zeros, type ConvOptions, type Scope, type Tensor } from "#engine";
import { squares } from "./squares.ts";

interface Layer {
  readonly channels: number;
  /** Default 1. */
  readonly stride?: number;
  /** Pixels between the taps of the kernel. Default 1. */
  readonly dilation?: number;
}

export interface ConvolutionalNet {
  readonly layers: readonly Layer[];
  readonly classes: number;
  /** Of what each convolution gives, [batch, channels, height, width] -> the same shape. */
  readonly norm: (at: Scope, x: Tensor) => Tensor;
  /** What gets a class: the image, or every pixel of it, which needs strides of 1. */
  readonly classify: "image" | "pixels";
  /** Kernels and head are fed and never updated; the norm decides for itself. Default: they are trained. */
  readonly frozen?: boolean;
  /** In place of the convolution in all layers but the first. */
  readonly convolve?: Convolve;
}

/** x [batch, n, height, width], kernels [channels, n, 3, 3]; the scope is for what else it needs. */
export type Convolve = (at: Scope, x: Tensor, kernels: Tensor, options: ConvOptions) => Tensor;

const plain: Convolve = (_at, x, kernels, options) => conv2d(x, kernels, options);

/** For digits of 14 x 14. */
export const smallDigitLayers: readonly Layer[] = [
  { channels: 12 },
  { channels: 24, stride: 2 },
  { channels: 24, stride: 2 },
];

/** Sees 23 x 23 pixels around each: a whole digit of a canvas. */
export const canvasLayers: readonly Layer[] = [
  { channels: 12 },
  { channels: 16, dilation: 2 },
  { channels: 24, dilation: 4 },
  { channels: 24, dilation: 4 },
];

/** Logits of square grey images [batch, side * side]: [batch, classes], or [batch, side * side, classes] of pixels. */
export function convolutionalNet(at: Scope, images: Tensor, net: ConvolutionalNet): Tensor {
  const { layers, classes, norm, classify, frozen = false, convolve = plain } = net;
  const [batch, pixels] = images.shape;
  if (classify === "pixels" && layers.some(({ stride = 1 }) => stride !== 1))
    throw new Error("a net that classifies pixels needs strides of 1");
  const last = layers.reduce((x, { channels, stride = 1, dilation = 1 }, index) => {
    const layer = at.scope(`layer ${index + 1}`);
    const kernels = layer.parameter("kernels", [channels, x.shape[1], 3, 3], kaimingNormal, { frozen });
    const options = { stride, dilation, padding: dilation };
    return norm(layer.scope("norm"), (index > 0 ? convolve : plain)(layer, x, kernels, options)).relu();
  }, squares(images)); // [B, C, h, w]
  const width = last.shape[1];
  const read =
    classify === "image" ? last.mean([2, 3], { keepDims: false }) : last.reshape(batch, width, pixels).transpose();
  const head = at.scope("head");
  return read
    .matmul(head.parameter("weight", [width, classes], normal(1 / Math.sqrt(width)), { frozen }))
    .add(head.parameter("bias", [classes], zeros, { frozen }));
}
