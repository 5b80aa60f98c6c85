/** The encoder as an ONNX model that makes a query of a title and its skills, of any batch. */
import { compile, initialize, input, Scope, toDynamicOnnx } from "#engine";
import { unitRows } from "#lab/training/encoder/index";
import { textVectors } from "./experiment/programs.ts";
import { fullPreset } from "./experiment/settings.ts";
import { lengths, width } from "./experiment/sizes.ts";
import { queryVectors } from "./method.ts";

/** Padding, pieces and the mask. */
const codes = fullPreset.pieces + 2;

function queryEncoder(batch: number) {
  const scope = new Scope({ mode: "inference" });
  const text = (name: string, length: number) => textVectors(scope, input(name, [batch, length], "int32"), codes);
  const [title, skills] = [text("title", lengths.title), text("skills", lengths.list)];
  const query = queryVectors(title, skills, input("alpha", [batch, 1]));
  return { scope, program: compile({ outputs: { vector: unitRows(title), query }, name: "vacancy-sbert" }) };
}

/** Builds the model, with the weights as they start at seed 1. */
export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description =
    `A small encoder of job titles and lists of skills, untrained: title int32 [batch, ${lengths.title}] and skills int32 [batch, ${lengths.list}], any batch, 0 is padding and ${codes - 2} the last piece; ` +
    `alpha [batch, 1] is the share of the title. The output vector is the title alone, [batch, ${width}] of length 1, as a normalized title is kept, and query is what is compared with these by a product.`;
  const parameters = initialize(queryEncoder(1).scope, 1);
  const onnx = toDynamicOnnx({ batch: [5, 7] }, ({ batch }) => queryEncoder(batch).program, {
    parameters,
    doc: description,
  });
  return { onnx, description };
}
