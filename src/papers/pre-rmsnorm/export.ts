/** One small language model in two forms side by side, as an ONNX model: Pre-LN, and what it becomes as Pre-CRMSNorm. */
import { compile, initialize, input, random, Scope, toDynamicOnnx, type Parameters } from "#engine";
import { layerNorm } from "#lab/nn/norms";
import { languageModel, type LanguageModel } from "#lab/training/language-model/index";
import { preCrms, toPreCrms, toPreRms } from "./method.ts";

const model: LanguageModel = {
  vocabulary: 83,
  context: 64,
  depth: 2,
  width: 32,
  heads: 4,
  norm: (at, x) => layerNorm(at, x),
};

/** Both forms on one text. */
function twice(batch: number) {
  const tokens = input("tokens", [batch, model.context], "int32");
  const scope = new Scope({ mode: "inference" });
  const before = languageModel(scope.scope("pre-LN"), tokens, model).logits;
  const weights = within("pre-LN", disturbed(initialize(scope, 1)));
  const after = languageModel(scope.scope("pre-CRMSNorm"), tokens, preCrms(model)).logits;
  const outputs = { "pre-LN logits": before, "pre-CRMSNorm logits": after };
  return { weights, program: compile({ outputs, name: "pre-rmsnorm" }) };
}

/** Builds the model. Both forms carry their weights; feeding any text shows that their logits agree. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const { weights } = twice(1);
  const converted = toPreCrms(toPreRms(weights, model), model);
  const description =
    `A language model of ${model.depth} blocks and ${model.width} channels, twice: "pre-LN logits" come from layer norm, ` +
    `"pre-CRMSNorm logits" from the same weights converted, with a residual stream of ${model.width - 1} channels and no layer norm. ` +
    `Input: tokens, int32 [batch, ${model.context}], any batch, each below ${model.vocabulary}. Both outputs are float32 ` +
    `[batch, ${model.context}, ${model.vocabulary}] and agree up to rounding. The weights are random: the model has read nothing.`;
  const parameters = { ...under("pre-LN", weights), ...under("pre-CRMSNorm", converted) };
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => twice(batch).program, { parameters, doc: description });
  return { onnx, description };
}

/** Weights that differ from their initial values everywhere, so that no gain is one and no mean is zero. */
const disturbed = (weights: Parameters): Parameters =>
  Object.fromEntries(
    Object.entries(weights).map(([name, values]) => {
      const shift = random(2).stream(name).normal(values.length);
      return [name, values.map((value, at) => value + 0.1 + 0.2 * shift[at])];
    }),
  );

const under = (path: string, weights: Parameters): Parameters =>
  Object.fromEntries(Object.entries(weights).map(([name, values]) => [`${path}/${name}`, values]));
const within = (path: string, weights: Parameters): Parameters =>
  Object.fromEntries(Object.entries(weights).map(([name, values]) => [name.slice(path.length + 1), values]));
