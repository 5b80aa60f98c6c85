/** The norm as an ONNX model, for any number of rows. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { newNorm } from "./method.ts";

const features = 256;

function layer(rows: number) {
  const scope = new Scope({ mode: "inference" });
  const output = newNorm(scope.scope("norm"), input("input", [rows, features]));
  return { scope, program: compile({ outputs: { output }, name: "new-paper" }) };
}

export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description = `Say what it computes: input and output are float32 [rows, ${features}]; "norm/gain" starts as one.`;
  const parameters = initialize(layer(1).scope, 1);
  const onnx = toDynamicOnnx({ rows: [5, 7] }, ({ rows }) => layer(rows).program, { parameters, doc: description });
  return { onnx, description };
}
