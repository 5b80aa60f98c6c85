/** Affine-scaled attention as an ONNX model: four causal heads of 64 queries, the bias by a running sum of values. */
import { attentionMask, compile, input, toDynamicOnnx } from "#engine";
import { affineMix, linearClip } from "./method.ts";

const [heads, time, size] = [4, 64, 16];

function attend(batch: number) {
  const [q, k, v] = ["q", "k", "v"].map((name) => input(name, [batch, heads, time, size]));
  const scale = linearClip(input("z", [batch, heads, time, 1]));
  const mean = input("mean", [heads]).reshape(1, heads, 1, 1);
  const scores = q
    .matmul(k.transpose())
    .div(Math.sqrt(size))
    .add(attentionMask(time, time, { causal: true }));
  return compile({ outputs: { output: affineMix(scores.softmax(), v, scale, mean) }, name: "affine-scaled-attention" });
}

/** Builds the model, which has no weights: what is learned stands before it. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `Causal affine-scaled attention: q, k and v are float32 [batch, ${heads}, ${time}, ${size}], any batch; z [batch, ${heads}, ${time}, 1] is the query's input times the learned map, ` +
    `before it is limited to a scale of 0.1 z + 0.5 between 0 and 1; mean [${heads}] is the running mean of the scale, per head. N is ${time}, as many keys as in training.`;
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => attend(batch), { doc: description });
  return { onnx, description };
}
