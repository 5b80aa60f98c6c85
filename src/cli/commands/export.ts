/** `papertape export <slug>`: a paper's method as an ONNX file. */
import { formatBytes } from "#library/words/count";
import { existsSync, statSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { InferenceSession } from "onnxruntime-node";
import { command } from "../command.ts";
import { Failure, UsageError } from "../failure.ts";
import { paperOnShelf } from "../find-paper.ts";

export default command({
  name: "export",
  details: [
    "It needs a runtime that knows opset 21 and IR version 10: ONNX Runtime 1.18 or newer.",
    "The model is complete and checked: it is opened once with ONNX Runtime before it is written. The file appears whole or not at all, and an existing one is only replaced with --force.",
  ],
  args: {
    slug: { type: "positional", required: true, description: "the paper's short name, as `papertape papers` lists it" },
    output: {
      type: "string",
      alias: "o",
      valueHint: "file",
      description: "where to write it; - for standard output (default: <slug>.onnx)",
    },
    force: { type: "boolean", alias: "f", description: "replace an existing file" },
  },
  examples: [
    { line: "export layer-norm -o layer-norm.onnx", does: "one file, ready for any runtime" },
    { line: "export layer-norm -o - > model.onnx", does: "through a pipe" },
  ],
  async run({ slug, output, force }, { out, err }) {
    const paper = await paperOnShelf(slug);
    const { loadExport } = await import("#papers/registry");
    const exportModel = await loadExport(slug);
    if (exportModel === null)
      throw new Failure(
        paper.notATensorProgram === undefined
          ? `${slug} has no model to export yet`
          : `${slug} has no ONNX model: ${paper.notATensorProgram}`,
      );
    const target = output ?? `${slug}.onnx`;
    if (target !== "-") checkTarget(target, force === true);
    const { onnx, description } = await exportModel();
    const signature = await inspect(onnx);
    if (target === "-") process.stdout.write(onnx);
    else await writeWhole(target, onnx);
    const say = target === "-" ? err : out;
    say.line(`${say.paint("bold", target === "-" ? paper.title : target)}  ${formatBytes(onnx.byteLength)}`);
    say.line(description);
    say.line();
    for (const [word, values] of Object.entries(signature))
      for (const { name, type, shape } of values) say.line(`${word.padEnd(6)}  ${name}: ${type} [${shape.join(", ")}]`);
  },
});

/** Refuses early, before a model is built for nothing. */
function checkTarget(target: string, force: boolean): void {
  const folder = dirname(target);
  if (!existsSync(folder)) throw new UsageError(`no such folder: ${folder}`);
  if (!existsSync(target)) return;
  if (statSync(target).isDirectory())
    throw new UsageError(`${target} is a folder; name a file, like ${join(target, "model.onnx")}`);
  if (!force) throw new Failure(`${target} exists; replace it with --force, or choose another name with -o`);
}

interface Value {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** Opens the model, which proves that it can be opened, and reads what goes in and comes out. */
async function inspect(onnx: Uint8Array): Promise<{ input: Value[]; output: Value[] }> {
  const { InferenceSession } = await import("onnxruntime-node");
  const session = await InferenceSession.create(onnx);
  try {
    return { input: session.inputMetadata.map(toValue), output: session.outputMetadata.map(toValue) };
  } finally {
    await session.release();
  }
}

const toValue = (value: InferenceSession.ValueMetadata): Value =>
  value.isTensor ? value : { name: value.name, type: "not a tensor", shape: [] };

/** The file appears complete, or not at all. */
async function writeWhole(target: string, bytes: Uint8Array): Promise<void> {
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}`);
  try {
    await writeFile(draft, bytes);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw new Failure(`cannot write ${target}: ${(error as Error).message}`, { cause: error });
  }
}
