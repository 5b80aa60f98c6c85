/** A self-normalizing net as an ONNX model: a classifier of rows with 16 hidden layers, and what the last of them leaves. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { feedForwardStates } from "#lab/nn/feed-forward/index";
import { selfNormalizingLayer } from "./method.ts";

const [columns, depth, width, classes, rate] = [20, 16, 64, 3, 0.05];

function net(batch: number) {
  const scope = new Scope({ mode: "inference" });
  const { hidden, outputs } = feedForwardStates(scope, input("features", [batch, columns]), {
    ...{ widths: Array<number>(depth).fill(width), outputs: classes, layer: selfNormalizingLayer({ rate }) },
  });
  return { scope, program: compile({ outputs: { logits: outputs, hidden: hidden[depth - 1] }, name: "snn" }) };
}

/** Builds the model, with the weights as they start at seed 1. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `A self-normalizing net of ${depth} hidden layers of ${width} SELU units, untrained: features are float32 [batch, ${columns}], standardized, any batch; ` +
    `logits are [batch, ${classes}], and hidden [batch, ${width}] is the last hidden layer, whose mean and variance are near 0 and 1. Alpha dropout does nothing in inference.`;
  const parameters = initialize(net(1).scope, 1);
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => net(batch).program, { parameters, doc: description });
  return { onnx, description };
}
