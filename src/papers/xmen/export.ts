/** Both encoders as one ONNX model of any batch: a name to its vector, a mention beside a candidate to its logit. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { crossEncoder } from "#lab/nn/encoder/cross-encoder";
import { vectorsOf } from "./experiment/alias-encoder.ts";
import { aliasEncoder, aliasLength, characters, crossModel, pairLength, trigrams } from "./experiment/sizes.ts";
import { marks, roleCount } from "./pairs.ts";

function encoders(batch: number) {
  const scope = new Scope({ mode: "inference" });
  const pair = (name: string) => input(name, [batch, pairLength], "int32");
  const vector = vectorsOf(scope.scope("names"), batch);
  const roles = pair("roles").minimum(roleCount - 1);
  const logit = crossEncoder(scope.scope("pairs"), pair("tokens"), roles, crossModel);
  return { scope, program: compile({ outputs: { vector, logit }, name: "xmen" }) };
}

/** Builds the model, with the weights as they start at seed 1. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `Both encoders of names, untrained, any batch. names are int32 [batch, ${aliasLength}], hashed characters up to ${characters.size - 1}, 0 is padding; vector is [batch, ${aliasEncoder.width}], to be compared by cosine once the mean vector of all aliases is taken away. ` +
    `tokens are int32 [batch, ${pairLength}], hashed trigrams and types up to ${trigrams.size - 1}, of which 1 to ${marks.length} are marks: a mention in its context, then a candidate with its names; roles, 0 to ${roleCount - 1}, tell them apart. logit is [batch], and softmax over the candidates of a mention is their score.`;
  const parameters = initialize(encoders(1).scope, 1);
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => encoders(batch).program, {
    parameters,
    doc: description,
  });
  return { onnx, description };
}
