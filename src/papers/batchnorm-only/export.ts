/** A ResNet of which only batch norms would be trained, as an ONNX model: their gains and biases are all that a training has to ship. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { batchNormCount, partlyTrainedNet, trainedParts } from "./method.ts";

const [side, net] = [14, { blocks: 2, width: 8, classes: 10 }];

function classifier(batch: number) {
  const scope = new Scope({ mode: "inference" });
  const images = input("images", [batch, side ** 2]);
  const logits = partlyTrainedNet(scope, images, { ...net, trained: trainedParts["BatchNorm only"] });
  return { scope, program: compile({ outputs: { logits }, name: "batchnorm-only" }) };
}

/** Builds the model, with the weights as they start at seed 1. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `A ResNet of ${6 * net.blocks + 2} layers, untrained: images are float32 [batch, ${side ** 2}], 0 to 1, any batch; logits are [batch, ${net.classes}]. ` +
    `Convolutions and head are random and stay so; the ${batchNormCount(net)} gains and biases of its norms are what this paper trains.`;
  const parameters = initialize(classifier(1).scope, 1);
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => classifier(batch).program, {
    parameters,
    doc: description,
  });
  return { onnx, description };
}
