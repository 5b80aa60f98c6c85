/** A normalized net as an ONNX model: what NaP trains. Projection acts on weights between two steps, so that inference knows nothing of it. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { napNet } from "./method.ts";

const [inputs, outputs] = [196, 10];

function build(batch: number) {
  const scope = new Scope({ mode: "inference" });
  const logits = napNet(scope, input("x", [batch, inputs]), { widths: [128, 128, 128], outputs });
  return { scope, program: compile({ outputs: { logits }, name: "nap" }) };
}

/** Builds the net with the weights of seed 1, untrained. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `A perceptron with layer normalization in front of every ReLU, untrained: x is float32 [batch, ${inputs}], any batch; logits are [batch, ${outputs}]. ` +
    "NaP keeps the norm of each hidden map where it starts here, while the net is trained; the model itself is like any other.";
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => build(batch).program, {
    ...{ parameters: initialize(build(1).scope, 1), doc: description },
  });
  return { onnx, description };
}
