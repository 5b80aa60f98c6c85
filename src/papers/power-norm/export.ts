/** PowerNorm as an ONNX model: the layer at inference over 64 channels in 4 groups, its statistic and gains as initializers. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { powerNorm } from "./method.ts";

const channels = 64;
const groups = 4;

function layer(tokens: number) {
  const scope = new Scope({ mode: "inference" });
  const output = powerNorm(scope.scope("power norm"), input("input", [tokens, channels]), { warmup: 0, groups });
  return { scope, program: compile({ outputs: { output }, name: "power-norm" }) };
}

/** Builds the model. What is learned or remembered can be replaced in the file, under its own name. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `PowerNorm at inference: input and output are float32 [tokens, ${channels}], any number of tokens, one per row. ` +
    `Each token's ${groups} groups of channels are divided by their root mean square, then each channel by the square root of ` +
    `"power norm/psi2", the running quadratic mean, which starts at one. "power norm/gain" and "power norm/bias" start as one ` +
    `and zero; eps is 1e-5, inside both roots.`;
  const { scope, program } = layer(1);
  const values = initialize(scope, 1);
  const parameters = Object.fromEntries(program.parameters.map(({ name }) => [name, values[name]]));
  const onnx = toDynamicOnnx({ tokens: [5, 7] }, ({ tokens }) => layer(tokens).program, {
    parameters,
    doc: description,
  });
  return { onnx, description };
}
