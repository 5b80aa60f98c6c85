/** Layer normalization as an ONNX model: one block over 256 features, with its gain and bias as initializers. */
import { compile, initialize, input, Scope } from "#engine";
import { fusedLayerNorm } from "./method.ts";

const rows = 16;
const features = 256;

/** Builds the model. Its one node of substance is ONNX's own LayerNormalization, so every runtime has it. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const scope = new Scope({ mode: "inference" });
  const output = fusedLayerNorm(scope.scope("layer norm"), input("input", [rows, features]));
  const description =
    `Layer normalization over the last axis: input and output are float32 [${rows}, ${features}], one example per row. ` +
    `"layer norm/gain" and "layer norm/bias" start as one and zero; eps is 1e-5, inside the root.`;
  const program = compile({ outputs: { output }, name: "layer-norm" });
  return { onnx: program.toOnnx({ parameters: initialize(scope, 1), doc: description }), description };
}
