/** The small translator as one ONNX model: a sentence and what is written of its translation so far in, the likelihoods of the next pieces out. */
import { compile, input, Scope, toDynamicOnnx } from "#engine";
import { decode, encode } from "#lab/nn/recurrent/seq2seq";
import { translator } from "./translator/index.ts";

/** Pieces of the longest source and of the longest translation. */
const [read, written] = [16, 16];

/** Builds the model with the weights that the page uses. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const { symbols, model, parameters } = translator();
  const build = ({ batch }: { batch: number }) => {
    const scope = new Scope({ mode: "inference" });
    const source = encode(scope, input("source", [batch, read], "int32"), model);
    const { logits, attention } = decode(scope, input("given", [batch, written], "int32"), source, model);
    return compile({ outputs: { logProbabilities: logits.logSoftmax(), attention }, name: "gnmt" });
  };
  const description =
    `A small GNMT, ${model.layers} layers of ${model.units} on either side, for the two languages of lab/datasets/voyages.ts. source is int32 [batch, ${read}], pieces padded with 0; ` +
    `given is int32 [batch, ${written}]: 1, then the pieces written so far, then anything; ` +
    `logProbabilities [batch, ${written}, ${symbols.size}] at place t are of the piece after given's t + 1 first ones, of which 2 ends; attention is [batch, ${written}, ${read}]. ` +
    `Pieces by code, ▁ where a word begins: ${symbols.names.join(" ")}`;
  return { onnx: toDynamicOnnx({ batch: [5, 7] }, build, { parameters, doc: description }), description };
}
