/** GatedNorm as an ONNX model: tokens of width 64, a gate of rank 16, weights as they start. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { gatedNorm } from "./method.ts";

const width = 64;

function build(batch: number) {
  const scope = new Scope({ mode: "inference" });
  const output = gatedNorm()(scope, input("x", [batch, width]));
  return { scope, program: compile({ outputs: { output }, name: "gated-norm" }) };
}

/** Builds the model as it starts: gates near one half. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description = `GatedNorm: x is float32 [batch, ${width}], any batch; RMSNorm with a gain, times the sigmoid of a map of rank 16 behind swish. The weights are those of a start at seed 1: a gain of 1, maps of standard deviation 0.02, gates near one half. Replace them with your own.`;
  const parameters = initialize(build(1).scope, 1);
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => build(batch).program, { parameters, doc: description });
  return { onnx, description };
}
