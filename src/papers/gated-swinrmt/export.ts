/** A block's attention in shifted windows, softmax variant with its gate, as an ONNX model of any batch. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { selfAttention } from "#lab/nn/language-model/attention";
import { linearMap } from "#lab/nn/language-model/model";
import { gatedRetention } from "./method.ts";

const [grid, width, heads, window] = [{ rows: 12, columns: 12 }, 32, 4, 4] as const;
const tokens = grid.rows * grid.columns;

function attend(batch: number) {
  const scope = new Scope({ mode: "inference" });
  const output = selfAttention(gatedRetention(grid, { window }))(scope, input("x", [batch, tokens, width]), {
    // The second block: its windows are shifted.
    site: { block: 2, depth: 2, sublayer: "attention" },
    ...{ heads, rotary: false, linear: linearMap({ depth: 2 }) },
  });
  return { scope, program: compile({ outputs: { output }, name: "gated-swinrmt" }) };
}

/** Builds the model, with the weights as they start at seed 1. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `Gated retention in shifted windows, untrained: x is float32 [batch, ${tokens}, ${width}], any batch, a grid of ${grid.rows} x ${grid.columns} tokens row by row after its norm; ` +
    `windows of ${window} x ${window} are shifted by ${window / 2}, ${heads} heads attend along rows and then columns, and a gate acts before the output map; output has the shape of x.`;
  const parameters = initialize(attend(1).scope, 1);
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => attend(batch).program, { parameters, doc: description });
  return { onnx, description };
}
