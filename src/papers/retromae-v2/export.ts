/** The encoder as an ONNX model of any batch: the joined vector, and the strongest words. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { wordLogits } from "#lab/nn/encoder/masked";
import { encoder, unitRows } from "#lab/training/encoder/index";
import { joinedVector } from "./experiment/finetuning.ts";
import { length, modelOf, width } from "./experiment/sizes.ts";
import { codes } from "./experiment/world.ts";
import { strongestWords } from "./method.ts";

function duplexEncoder(batch: number) {
  const scope = new Scope({ mode: "inference" });
  const tokens = input("tokens", [batch, length], "int32");
  const model = modelOf();
  const { layers, real } = encoder(scope, tokens, model);
  const outputs = {
    vector: unitRows(joinedVector(scope, tokens)),
    words: strongestWords(wordLogits(scope, layers.at(-1)!, model), real),
  };
  return { scope, program: compile({ outputs, name: "retromae-v2" }) };
}

/** Builds the model, with the weights as they start at seed 1. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `A small text encoder, untrained: tokens are int32 [batch, ${length}], any batch, CLS first, 0 is padding and ${codes.size - 1} the last code. ` +
    `vector is [batch, ${width}] of length 1, in turns a number of CLS and one of the other tokens, so that every beginning of it can be used; ` +
    `words is [batch, ${codes.size}]: how strongly some token speaks for each word. The decoders are not a part of it.`;
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => duplexEncoder(batch).program, {
    parameters: initialize(duplexEncoder(1).scope, 1),
    doc: description,
  });
  return { onnx, description };
}
