/** SeeDNorm as an ONNX model, its three vectors left open. */
import { compile, input, Scope } from "#engine";
import { seedNorm } from "./method.ts";

const rows = 16;
const features = 256;

/** Builds the model: one head, every op a standard one. With beta at zero it is RMSNorm. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const output = seedNorm(new Scope({ mode: "inference" }), input("input", [rows, features]));
  const description =
    `SeeDNorm over the last axis: (tanh(x . beta) * alpha + gamma) * x / RMS(x), eps 1e-5 inside the root. ` +
    `Input and output are float32 [${rows}, ${features}], one token per row; gamma, alpha and beta are inputs of ` +
    `[${features}]: a trained model's, or 1, 1 and 0 for where training starts.`;
  return { onnx: compile({ outputs: { output }, name: "seednorm" }).toOnnx({ doc: description }), description };
}
