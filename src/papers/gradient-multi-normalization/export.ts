/** SinkGD's direction of a step as an ONNX model: a gradient in, one of unit rows and columns out. */
import { compile, input, toDynamicOnnx } from "#engine";
import { sinkhorn } from "./method.ts";

const [outputs, inputs] = [64, 176];

const direction = (batch: number) =>
  compile({
    outputs: { direction: sinkhorn(input("gradient", [batch, outputs, inputs])) },
    name: "gradient-multi-normalization",
  });

/** Builds the model. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `Five rounds of unit rows and unit columns: gradient and direction are float32 [batch, ${outputs}, ${inputs}], one matrix of a layer each, any batch. ` +
    "A step subtracts the rate times the direction; 0.001 is a rate to begin with. Rows and columns of zeros stay.";
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => direction(batch), { doc: description });
  return { onnx, description };
}
