/** The embedder as an ONNX model of any batch: attention in both directions, and the mean over the tokens. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { encoder, pool, unitRows } from "#lab/training/encoder/index";
import { fullPreset } from "./experiment/settings.ts";
import { length, modelOf, ourForm, vocabulary } from "./experiment/sizes.ts";

function embedder(batch: number) {
  const scope = new Scope({ mode: "inference" });
  const tokens = input("tokens", [batch, length], "int32");
  const { layers, real } = encoder(
    scope,
    tokens,
    modelOf(ourForm, { vocabulary: vocabulary.size, depth: fullPreset.depth }),
  );
  const vector = unitRows(pool(layers.at(-1)!, real, ourForm.pooling));
  return { scope, program: compile({ outputs: { vector }, name: "kalm-embedding-v2" }) };
}

/** Builds the model, with the weights as they start at seed 1. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `A small text embedder, untrained: tokens are int32 [batch, ${length}], any batch, 0 is padding and ${vocabulary.size - 1} the last code; ` +
    `vector is [batch, ${ourForm.width}] of length 1, the mean over the tokens that are no padding. A soup of such models is one more set of its weights.`;
  const parameters = initialize(embedder(1).scope, 1);
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => embedder(batch).program, {
    parameters,
    doc: description,
  });
  return { onnx, description };
}
