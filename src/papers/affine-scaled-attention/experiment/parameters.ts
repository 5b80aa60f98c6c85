/** What affine scaling costs in parameters: counted in a block of the paper's 0.5 B model, which has 24 of them. */
import { input, Scope } from "#engine";
import type { AttentionOptions } from "#lab/nn/language-model/attention";
import { languageModel, type LanguageModel } from "#lab/training/language-model/index";
import { armOf, llama, textAttention } from "./arms.ts";

const published = { depth: 24, width: 1024, heads: 16 };

/** In millions. */
export function extraParameters(): number {
  const count = (attention: AttentionOptions) => {
    const { norm, model } = armOf("one block", attention, 1, llama);
    const shape: LanguageModel = { vocabulary: 2, context: 4, ...published, depth: 1, norm, ...model };
    const scope = new Scope({ mode: "inference" });
    languageModel(scope, input("tokens", [1, 4], "int32"), shape);
    return scope.parameters.reduce((sum, { tensor }) => sum + tensor.size, 0);
  };
  return (published.depth * (count(textAttention.affine) - count(textAttention.softmax))) / 1e6;
}
