/** A language model with both placements as an ONNX model, its weights as they start. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { depthArm } from "#lab/training/depth/index";
import { languageModel } from "#lab/training/language-model/index";
import { postBlocks } from "./method.ts";

const shape = { depth: 12, width: 48, heads: 4, context: 32 };
const vocabulary = 83;

function mixture(batch: number) {
  const scope = new Scope({ mode: "inference" });
  const { norm, model } = depthArm("Mix-LN 1/4", shape);
  const tokens = input("tokens", [batch, shape.context], "int32");
  const { logits } = languageModel(scope, tokens, { vocabulary, ...shape, norm, ...model });
  return { scope, program: compile({ outputs: { logits }, name: "mix-ln" }) };
}

/** Builds the model, with the weights as they start at seed 1. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const posts = postBlocks(shape.depth);
  const description =
    `A language model of ${shape.depth} blocks, the first ${posts} with Post-LN and the others with Pre-LN, untrained: tokens are int32 ` +
    `[batch, ${shape.context}], 0 to ${vocabulary - 1}, any batch; logits are [batch, ${shape.context}, ${vocabulary}].`;
  const parameters = initialize(mixture(1).scope, 1);
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => mixture(batch).program, {
    parameters,
    doc: description,
  });
  return { onnx, description };
}
