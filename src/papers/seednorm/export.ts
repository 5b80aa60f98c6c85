/** SeeDNorm as an ONNX model, its three vectors left open. */
import { compile, input, Scope, toDynamicOnnx } from "#engine";
import { seedNorm } from "./method.ts";

const features = 256;

/** Builds the model: one head, every op a standard one. With beta at zero it is RMSNorm. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `SeeDNorm over the last axis: (tanh(x . beta) * alpha + gamma) * x / RMS(x), eps 1e-5 inside the root. ` +
    `Input and output are float32 [tokens, ${features}], any number of tokens, one per row; gamma, alpha and beta are inputs of ` +
    `[${features}]: a trained model's, or 1, 1 and 0 for where training starts.`;
  const layer = (tokens: number) => {
    const output = seedNorm(new Scope({ mode: "inference" }), input("input", [tokens, features]));
    return compile({ outputs: { output }, name: "seednorm" });
  };
  const onnx = toDynamicOnnx({ tokens: [5, 7] }, ({ tokens }) => layer(tokens), { doc: description });
  return { onnx, description };
}
