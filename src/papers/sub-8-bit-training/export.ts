/** ShiftQuant of a gradient as an ONNX model: codes and the two kinds of scales out, for products of integers. */
import { compile, input, toDynamicOnnx } from "#engine";
import { shiftCodes } from "./method.ts";

const [rows, channels, bits, groups] = [64, 128, 4, 4];

function quantizer(batch: number) {
  const [gradient, noise] = ["gradient", "noise"].map((name) => input(name, [batch, rows, channels]));
  const { codes, scale, shifted, unit } = shiftCodes(gradient, { bits, groups }, noise);
  return compile({ outputs: { codes, scale, shifted, unit }, name: "sub-8-bit-training" });
}

/** Builds the model. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `ShiftQuant in ${bits} bits and ${groups} groups: gradient and noise, uniform in 0 to 1, are float32 [batch, ${rows}, ${channels}], a matrix of a layer each, any batch. ` +
    "codes times scale [batch, 1, channels] is the gradient for the weights' product; shifted, whole numbers up to 56, times unit [batch, 1, 1] is the same for the inputs' product.";
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => quantizer(batch), { doc: description });
  return { onnx, description };
}
