/** Layer normalization as an ONNX model: one block over 256 features, with its gain and bias as initializers. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { fusedLayerNorm } from "./method.ts";

const features = 256;

function block(rows: number) {
  const scope = new Scope({ mode: "inference" });
  const output = fusedLayerNorm(scope.scope("layer norm"), input("input", [rows, features]));
  return { scope, program: compile({ outputs: { output }, name: "layer-norm" }) };
}

/** Builds the model. Its one node of substance is ONNX's own LayerNormalization, so every runtime has it. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `Layer normalization over the last axis: input and output are float32 [rows, ${features}], any number of rows, one example each. ` +
    `"layer norm/gain" and "layer norm/bias" start as one and zero; eps is 1e-5, inside the root.`;
  const parameters = initialize(block(1).scope, 1);
  const onnx = toDynamicOnnx({ rows: [5, 7] }, ({ rows }) => block(rows).program, { parameters, doc: description });
  return { onnx, description };
}
