/** Norm-aware linear attention as an ONNX model: form A without rotation, for the 49 tokens of a grid of 7 x 7. */
import { compile, input, toDynamicOnnx } from "#engine";
import { linearMix } from "#lab/nn/language-model/linear-attention";
import { formA } from "./method.ts";

const [heads, tokens, size] = [4, 49, 16];

function attend(batch: number) {
  const [q, k, v] = ["q", "k", "v"].map((name) => input(name, [batch, heads, tokens, size]));
  const { queries, keys } = formA();
  return compile({ outputs: { output: linearMix(queries(q), keys(k), v) }, name: "norm-aware-linear-attention" });
}

/** Builds the model, which has no weights: what is learned stands around it. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `Norm-aware linear attention, form A without rotation: q, k and v are float32 [batch, ${heads}, ${tokens}, ${size}], any batch; every query sees all keys. ` +
    `The exponent of a query is 3 (1/2 + tanh of its length); queries are not divided by the root of ${size}.`;
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => attend(batch), { doc: description });
  return { onnx, description };
}
