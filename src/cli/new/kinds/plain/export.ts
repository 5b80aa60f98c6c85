/** The method as an ONNX model, for any number of rows. */
import { compile, input, toDynamicOnnx } from "#engine";
import { method } from "./method.ts";

const features = 16;

export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description = `Say what it computes: input and output are float32 [rows, ${features}].`;
  const build = ({ rows }: { rows: number }) =>
    compile({ outputs: { output: method(input("input", [rows, features])) }, name: "new-paper" });
  return { onnx: toDynamicOnnx({ rows: [5, 7] }, build, { doc: description }), description };
}
