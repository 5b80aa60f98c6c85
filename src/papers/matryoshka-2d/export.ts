/** The encoder as an ONNX model with an exit that can be chosen, and of any batch. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { encoder, pool, unitRows } from "#lab/training/encoder/index";
import { extent, length, modelOf, vocabulary } from "./experiment/sizes.ts";
import { layerOf } from "./method.ts";

function elasticEncoder(batch: number) {
  const scope = new Scope({ mode: "inference" });
  const tokens = input("tokens", [batch, length], "int32");
  const { layers, real } = encoder(scope, tokens, modelOf(extent.depth, vocabulary.size));
  const exits = layers.slice(1).map((layer) => pool(layer, real));
  const selected = layerOf(exits, input("selector", [extent.depth])).mul(input("mask", [extent.width]));
  return { scope, program: compile({ outputs: { vector: unitRows(selected) }, name: "matryoshka-2d" }) };
}

/** Builds the model, with the weights as they start at seed 1. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `A small text encoder with a choice of exit, untrained: tokens are int32 [batch, ${length}], any batch, 0 is padding and ${vocabulary.size - 1} the last code; ` +
    `selector is 1 at the layer to leave at and 0 at the others of ${extent.depth}, mask 1 at the first numbers to keep and 0 at the others of ${extent.width}; ` +
    `vector is [batch, ${extent.width}] of length 1. To save the time of later layers, too, cut the graph there.`;
  const parameters = initialize(elasticEncoder(1).scope, 1);
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => elasticEncoder(batch).program, {
    parameters,
    doc: description,
  });
  return { onnx, description };
}
