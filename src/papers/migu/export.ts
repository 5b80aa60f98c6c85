/** One linear map as an ONNX model: what it puts out for a sequence, how large each output feature is there, and which would learn from it alone. */
import { compile, input, toDynamicOnnx } from "#engine";
import { largest } from "./method.ts";

const [time, inputs, outputs] = [32, 64, 256];

function map(batch: number) {
  const [weight, bias] = [input("weight", [inputs, outputs]), input("bias", [outputs])];
  const h = input("x", [batch, time, inputs]).matmul(weight).add(bias);
  const sums = h.abs().sum(1, { keepDims: false });
  const magnitudes = sums.div(sums.sum(-1));
  return compile({ outputs: { h, magnitudes, mask: largest(magnitudes) }, name: "migu" });
}

/** Builds the model; it has no parameters of its own. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `MIGU's mask of one linear map: x is float32 [batch, ${time}, ${inputs}], any batch, weight [${inputs}, ${outputs}] and bias [${outputs}]. ` +
    `h = x weight + bias; magnitudes [batch, ${outputs}] are sums of |h| over a sequence, divided by their own sum; mask [batch, ${outputs}] is 1 where they are at or above their quantile 0.7, for a sequence alone. ` +
    `For a batch, add up |h| over all of its sequences before the quantile is taken; the weight's gradient is kept in the columns of the mask.`;
  return { onnx: toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => map(batch), { doc: description }), description };
}
