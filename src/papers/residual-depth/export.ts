/** The tower as an ONNX model: a classifier of digits with 32 blocks, and the two first terms of its series. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { branchFactors, perceptron, seriesTerms, tensors, towerClassifier } from "./method.ts";

const [depth, width, classes, pixels] = [32, 64, 10, 784];

function tower(batch: number) {
  const scope = new Scope({ mode: "inference" });
  const factor = branchFactors["1/sqrt n"](depth);
  const { logits, streams } = towerClassifier(scope, input("images", [batch, pixels]), {
    ...{ depth, width, classes, factor },
  });
  const blocks = Array.from({ length: depth }, (_, at) => perceptron(scope.scope(`block ${at + 1}`), width));
  const { first, second } = seriesTerms(streams[0], blocks, tensors);
  const series = streams[0].add(first.mul(factor)).add(second.mul(factor ** 2));
  return { scope, program: compile({ outputs: { logits, stream: streams[depth], series }, name: "residual-depth" }) };
}

/** Builds the model, with the weights as they start at seed 1. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `A residual tower of ${depth} perceptron blocks with factor 1/sqrt(${depth}), untrained: images are float32 [batch, ${pixels}], 0 to 1, any batch; ` +
    `logits are [batch, ${classes}], stream [batch, ${width}] is the last one of the tower, and series [batch, ${width}] the series up to its second order.`;
  const parameters = initialize(tower(1).scope, 1);
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => tower(batch).program, { parameters, doc: description });
  return { onnx, description };
}
