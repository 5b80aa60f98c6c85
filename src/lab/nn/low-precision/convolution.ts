/** A convolution in few bits, forward and backward: the same as the product of its windows and kernels, which it is. */
import { conv2d, customGradient, detach, gradient, type ConvOptions, type Tensor } from "#engine";
import { perTensor } from "./codes.ts";
import type { QuantizedProduct } from "./product.ts";

export interface QuantizedConvolution extends Omit<QuantizedProduct, "multiply">, ConvOptions {}

/** Rows are places of all images, as the gradient's quantizer takes them: [batch, channels, h, w] -> [batch * h * w, channels]. */
export const rowsOf = (y: Tensor): Tensor => y.transpose(0, 2, 3, 1).reshape(-1, y.shape[1]);

/** x [batch, n, height, width], kernels [channels, n, size, size]; noise as of the rows of the output. */
export function quantizedConvolution(
  x: Tensor,
  kernels: Tensor,
  { bits, gradient: quantize, noise, ...options }: QuantizedConvolution,
): Tensor {
  return customGradient(
    (x, kernels) => {
      const [qx, qk] = [perTensor(x, bits), perTensor(kernels, bits)];
      return conv2d(qx.codes, qk.codes, options).mul(qx.scale.mul(qk.scale));
    },
    (cotangent, y, x, kernels) => {
      const [qx, qk] = [perTensor(x, bits), perTensor(kernels, bits)];
      const { forInputs, forWeights } = quantize(rowsOf(cotangent), noise);
      const [batch, channels, height, width] = y.shape;
      const image = (rows: Tensor) => rows.reshape(batch, height, width, channels).transpose(0, 3, 1, 2);
      // The same sums as of floats, over codes: detached, as only this convolution is to be differentiated.
      const [a, b] = [detach(qx.codes), detach(qk.codes)];
      const slope = (codes: Tensor, of: Tensor) => gradient(conv2d(a, b, options).mul(image(codes)).sum(), [of])[0];
      const byChannel = forWeights.scale.rank === 0 ? forWeights.scale : forWeights.scale.reshape(-1, 1, 1, 1);
      return [
        slope(forInputs.codes, a).mul(forInputs.scale.mul(qk.scale)),
        slope(forWeights.codes, b).mul(byChannel.mul(qx.scale)),
      ];
    },
  )(x, kernels);
}
