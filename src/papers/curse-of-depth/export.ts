/** A scaled language model as an ONNX model: a plain Pre-LN one, because the factors are folded into its gains. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { depthArm } from "#lab/training/depth/index";
import { languageModel } from "#lab/training/language-model/index";
import { foldScaling } from "./method.ts";

const shape = { depth: 12, width: 48, heads: 4, context: 32 };
const vocabulary = 83;

function model(batch: number) {
  const scope = new Scope({ mode: "inference" });
  const { norm, model } = depthArm("Pre-LN", shape);
  const tokens = input("tokens", [batch, shape.context], "int32");
  const { logits } = languageModel(scope, tokens, { vocabulary, ...shape, norm, ...model });
  return { scope, program: compile({ outputs: { logits }, name: "curse-of-depth" }) };
}

/** Builds the model, with the weights as they start at seed 1. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `A language model of ${shape.depth} blocks with LayerNorm Scaling, untrained: tokens are int32 [batch, ${shape.context}], 0 to ${vocabulary - 1}, any batch; ` +
    `logits are [batch, ${shape.context}, ${vocabulary}]. The factors 1/sqrt(l) are folded into the gains, so that it runs as a Pre-LN model does.`;
  const parameters = foldScaling(initialize(model(1).scope, 1));
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => model(batch).program, { parameters, doc: description });
  return { onnx, description };
}
