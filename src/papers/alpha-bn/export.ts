/** The net that segments canvases, as an ONNX model whose every image is a batch of its own, with the weight of its statistics as an input. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { canvasNet, calibrated } from "./experiment/source.ts";

const pixels = canvasNet.side ** 2;

function segmenter(batch: number) {
  const scope = new Scope({ mode: "inference" });
  // Between 0 and 1 whatever is fed: beyond, a variance could be negative.
  const targetWeight = input("targetWeight", []).clip(0, 1);
  const logits = calibrated(canvasNet, scope, input("images", [batch, pixels]), { targetWeight, over: "image" });
  const byImage = logits.reshape(-1, pixels, canvasNet.classes);
  return { scope, program: compile({ outputs: { logits: byImage }, name: "alpha-bn" }) };
}

/** Builds the model, with the weights as they start at seed 1. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `A small convolutional net with calibrated batch norm, untrained: images are float32 [batch, ${pixels}], 0 to 1, any batch, and each is normalized as a batch of its own; ` +
    `targetWeight is one number from 0 (stored statistics) to 1 (those of the image alone); logits are [batch, ${pixels}, ${canvasNet.classes}], for every pixel.`;
  const parameters = initialize(segmenter(1).scope, 1);
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => segmenter(batch).program, {
    parameters,
    doc: description,
  });
  return { onnx, description };
}
