/** The network as an ONNX model: tokens and their prefixes in, what comes next out. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { languageModel } from "#lab/nn/language-model/model";
import { network } from "./network.ts";

const size = { vocabulary: 512, context: 64, depth: 2, width: 64, heads: 2 };

function model(batch: number) {
  const scope = new Scope({ mode: "inference" });
  const [tokens, prefixes] = ["tokens", "prefixes"].map((name) => input(name, [batch, size.context], "int32"));
  const { logits } = languageModel(scope, tokens, network(size, prefixes));
  return { scope, program: compile({ outputs: { logits }, name: "codegen2" }) };
}

/** Builds the model, with the weights as they start at seed 1. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `The experiment's network of ${size.depth} parallel blocks of ${size.width}, untrained: tokens are int32 [batch, ${size.context}] below ${size.vocabulary}, any batch; ` +
    `prefixes, of the same shape, hold the number of the prefix that a token is in, 0 for none: a token sees those before it and all of its prefix; ` +
    `all zeros is a causal model. logits are [batch, ${size.context}, ${size.vocabulary}].`;
  const parameters = initialize(model(1).scope, 1);
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => model(batch).program, { parameters, doc: description });
  return { onnx, description };
}
