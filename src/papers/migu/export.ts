/** One linear map as an ONNX model: what it puts out, which features learn, and the masked gradient of its weight. */
import { compile, gradient, input, Scope, toDynamicOnnx } from "#engine";
import { largest, largestOutputs, magnitudes, masked } from "./method.ts";

const [inputs, outputs] = [64, 256];

function map(batch: number) {
  const [x, weight, bias] = [input("x", [batch, inputs]), input("weight", [inputs, outputs]), input("bias", [outputs])];
  const h = masked(largestOutputs)(new Scope(), x, weight, bias).add(bias);
  const [slope] = gradient(h.mul(input("slope", [batch, outputs])).sum(), [weight]);
  return compile({ outputs: { h, mask: largest(magnitudes(h)), gradient: slope }, name: "migu" });
}

/** Builds the model; it has no parameters of its own. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `MIGU of one linear map: x is float32 [batch, ${inputs}], any batch, weight [${inputs}, ${outputs}], bias [${outputs}], and slope [batch, ${outputs}] the gradient of a loss with respect to the output. ` +
    `h = x weight + bias; mask [${outputs}] is 1 for the features whose sum of |h| is at or above its quantile 0.7; gradient [${inputs}, ${outputs}] is that of the weight, 0 in all other columns.`;
  return { onnx: toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => map(batch), { doc: description }), description };
}
