/** The weights as an ONNX model: logits and the true words in, what each word weighs and adds to the loss out. */
import { compile, crossEntropies, input, toDynamicOnnx } from "#engine";
import { likelihoodWeights, satImp } from "./method.ts";

const [time, vocabulary] = [16, 64];

function weights(batch: number) {
  const targets = input("targets", [batch, time], "int32");
  const losses = crossEntropies(input("logits", [batch, time, vocabulary]), targets);
  const weights = likelihoodWeights(losses, satImp);
  return compile({ outputs: { weights, terms: losses.mul(weights).neg() }, name: "satimp" });
}

/** Builds the model; it has no parameters. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `SatImp's weight of every word, p^5 (1 - p)^0.1: logits are float32 [batch, ${time}, ${vocabulary}], any batch; targets int32 [batch, ${time}] are the true words; ` +
    `weights are [batch, ${time}], to be taken without a gradient, and terms [batch, ${time}] are minus weight times cross entropy. ` +
    `The loss is the sum of the terms over the words of answers, divided by their number.`;
  return { onnx: toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => weights(batch), { doc: description }), description };
}
