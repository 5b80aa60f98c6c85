/** BHyT as an ONNX model: the exact form over 256 features, with its bound and gain as initializers. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { boundedTanh } from "./method.ts";

const features = 256;

function site(tokens: number) {
  const scope = new Scope({ mode: "inference" });
  const output = boundedTanh(scope.scope("bhyt"), input("input", [tokens, features]));
  return { scope, program: compile({ outputs: { output }, name: "bhyt" }) };
}

/** Builds the model. What is learned can be replaced in the file, under its own name. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `Bounded hyperbolic tangent in the place of a norm: input and output are float32 [tokens, ${features}], any number of tokens, one per row. ` +
    `"bhyt/lambda" starts as 2 and is divided by 10; "bhyt/gain" starts as one; eps is 1e-6, inside the root. ` +
    `This is the site that measures its input; the other one adds a constant to that measurement.`;
  const parameters = initialize(site(1).scope, 1);
  const onnx = toDynamicOnnx({ tokens: [5, 7] }, ({ tokens }) => site(tokens).program, {
    parameters,
    doc: description,
  });
  return { onnx, description };
}
