/** One step of SCALE on a head as an ONNX model: weights, gradient, average and rate in, weights and average out. */
import { compile, input, toDynamicOnnx, zeros } from "#engine";
import { scale } from "./method.ts";

const width = 64;

/** Rows are entries of the vocabulary, as torch stores a head; the optimizer has them as columns. */
function step(vocabulary: number) {
  const spec = { name: "head", shape: [width, vocabulary] };
  const [weights, gradient, average] = ["weights", "gradient", "average"].map((name) =>
    input(name, [vocabulary, width]).transpose(),
  );
  const { parameter, state } = scale().update({
    // The specification of a parameter whose values are fed.
    spec: { ...spec, init: zeros, tensor: weights, group: "", frozen: false },
    parameter: weights,
    gradient,
    state: { average },
    step: input("step", []),
    learningRate: input("rate", []),
  });
  return compile({
    outputs: { "next weights": parameter.transpose(), "next average": state.average.transpose() },
    name: "scale-optimizer",
  });
}

/** Builds the model. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `A step of SCALE on an output projection: weights, gradient and average are float32 [vocabulary, ${width}], any vocabulary, and rate is a number; ` +
    `"next weights" and "next average" have the same shape. Begin with an average of zeros.`;
  const onnx = toDynamicOnnx({ vocabulary: [5, 7] }, ({ vocabulary }) => step(vocabulary), { doc: description });
  return { onnx, description };
}
