/** The posterior as an ONNX model: votes of twelve verifiers, their rates, and the share of right answers. */
import { compile, input, toDynamicOnnx } from "#engine";
import { posteriorGraph } from "./method.ts";

const verifiers = 12;

function posterior(rows: number) {
  const rate = (name: string) => input(name, [verifiers]);
  const output = posteriorGraph(input("votes", [rows, verifiers]), rate("tpr"), rate("fpr"), input("prior", [1]));
  return compile({ outputs: { posterior: output }, name: "weaver" });
}

/** Builds the model. It has no weights: rates are estimated outside and fed. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `Posterior of right answers: votes are float32 [rows, ${verifiers}], 0 or 1, any number of rows; tpr and fpr [${verifiers}] are how often each verifier votes ` +
    `for a right and for a wrong answer, and prior [1] is the share of right answers, all taken within .01 and .99; posterior is [rows].`;
  return { onnx: toDynamicOnnx({ rows: [5, 7] }, ({ rows }) => posterior(rows), { doc: description }), description };
}
