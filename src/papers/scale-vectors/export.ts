/** A linear map with scale vectors on both sides as an ONNX model: u * W (v * x / RMS(x)). */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { linearMap } from "#lab/training/language-model/index";
import { rmsScale } from "#lab/nn/norms";
import { scaleVector } from "./method.ts";

const [width, features] = [64, 128];

function map(tokens: number) {
  const scope = new Scope({ mode: "inference" });
  const x = rmsScale(input("input", [tokens, width]));
  const before = x.mul(scaleVector(scope.scope("before"), width, "plain", "input gain"));
  const matrix = linearMap({ depth: 1, biases: false });
  const product = matrix(scope, before, features, { toResidual: false });
  const output = product.mul(scaleVector(scope.scope("behind"), features, "plain", "output gain"));
  return { scope, program: compile({ outputs: { output }, name: "scale-vectors" }) };
}

/** Builds the model. The gain in front can be moved into the rows of the matrix, the one behind into its columns. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `A linear map of RMS-normalized tokens with gains on both sides: float32 [tokens, ${width}] to [tokens, ${features}], any number of tokens. ` +
    `"before/gain" and "behind/gain" start as one; "weight" [${width}, ${features}] is random, to be replaced.`;
  const parameters = initialize(map(1).scope, 1);
  const onnx = toDynamicOnnx({ tokens: [5, 7] }, ({ tokens }) => map(tokens).program, { parameters, doc: description });
  return { onnx, description };
}
