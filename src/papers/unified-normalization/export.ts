/** Unified normalization as an ONNX model: the layer at inference over 64 channels, an affine map that folds into what follows. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { unifiedNorm } from "./method.ts";

const channels = 64;

function layer(tokens: number) {
  const scope = new Scope({ mode: "inference" });
  const x = input("input", [tokens, channels]);
  const output = unifiedNorm(scope.scope("unified norm"), x, { warmup: 0, filtration: false });
  return { scope, program: compile({ outputs: { output }, name: "unified-normalization" }) };
}

/** Builds the model. What is learned or remembered can be replaced in the file, under its own name. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `Unified normalization at inference: input and output are float32 [tokens, ${channels}], any number of tokens, one per row. ` +
    `Each channel is divided by the square root of "unified norm/v", the smoothed quadratic mean, which starts at one. ` +
    `"unified norm/gain" and "unified norm/bias" start as one and zero; eps is 1e-5, inside the root.`;
  const parameters = initialize(layer(1).scope, 1);
  const onnx = toDynamicOnnx({ tokens: [5, 7] }, ({ tokens }) => layer(tokens).program, {
    parameters,
    doc: description,
  });
  return { onnx, description };
}
