/** PowerNorm as an ONNX model: the layer at inference over 64 channels in 4 groups, its statistic and gains as initializers. */
import { compile, initialize, input, Scope } from "#engine";
import { powerNorm } from "./method.ts";

const tokens = 16;
const channels = 64;
const groups = 4;

/** Builds the model. What is learned or remembered can be replaced in the file, under its own name. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const scope = new Scope({ mode: "inference" });
  const output = powerNorm(scope.scope("power norm"), input("input", [tokens, channels]), { warmup: 0, groups });
  const description =
    `PowerNorm at inference: input and output are float32 [${tokens}, ${channels}], one token per row. ` +
    `Each token's ${groups} groups of channels are divided by their root mean square, then each channel by the square root of ` +
    `"power norm/psi2", the running quadratic mean, which starts at one. "power norm/gain" and "power norm/bias" start as one ` +
    `and zero; eps is 1e-5, inside both roots.`;
  const program = compile({ outputs: { output }, name: "power-norm" });
  const values = initialize(scope, 1);
  const parameters = Object.fromEntries(program.parameters.map(({ name }) => [name, values[name]]));
  return { onnx: program.toOnnx({ parameters, doc: description }), description };
}
