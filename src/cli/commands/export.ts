/** `papertape export <slug>`: a paper's method as an ONNX file. `papertape export --all`: the library as JSON Lines. */
import { saveStream } from "#library/backup/file";
import { everything, type ExportEnd } from "#library/export/everything";
import { count, formatBytes } from "#library/words/count";
import type { InferenceSession } from "onnxruntime-node";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { command, type Io } from "../command.ts";
import { exitCodes, Failure, UsageError } from "../failure.ts";
import { paperOnShelf } from "../find-paper.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { readSettings } from "../settings.ts";
import { withStore } from "../store.ts";
import { checkTarget, forAll } from "../target.ts";
import { createProgress } from "../terminal/progress.ts";
import { version } from "../version.ts";

export default command({
  name: "export",
  details: [
    "It needs a runtime that knows opset 21 and IR version 10: ONNX Runtime 1.18 or newer.",
    "The model is complete and checked: it is opened once with ONNX Runtime before it is written. The file appears whole or not at all, and an existing one is only replaced with --force.",
    "With --all it is no model: every paper with its abstract, claims and verdicts, and every run with its points, one JSON object a line (docs/export.md). Another papertape reads the papers of such a file with `papertape ingest jsonl`. What belongs to one reader is not in it: that leaves from their account page.",
  ],
  args: {
    slug: {
      type: "positional",
      required: false,
      description: "the paper's short name, as `papertape papers` lists it",
    },
    all: { type: "boolean", description: "everything that the library knows about papers and runs" },
    output: {
      type: "string",
      alias: "o",
      valueHint: "file",
      description: "where to write it; - for standard output (default: <slug>.onnx, or papertape.jsonl)",
    },
    force: { type: "boolean", alias: "f", description: "replace an existing file" },
  },
  examples: [
    { line: "export layer-norm -o layer-norm.onnx", does: "one file, ready for any runtime" },
    { line: "export layer-norm -o - > model.onnx", does: "through a pipe" },
    { line: "export --all -o library.jsonl", does: "papers and runs, for other programs" },
  ],
  async run({ slug, all, output, force }, io) {
    const { out, err } = io;
    if (all === true) {
      if (slug !== undefined) throw new UsageError(`--all takes no paper: leave out ${slug}, or --all`);
      return exportAll(output ?? "papertape.jsonl", force === true, io);
    }
    if (slug === undefined) throw new UsageError("missing <slug>: which paper? --all exports the whole library");
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
    if (target !== "-") checkTarget(target, force === true, "model.onnx");
    const { onnx, description } = await exportModel();
    const signature = await inspect(onnx);
    if (target === "-") process.stdout.write(onnx);
    else await saveStream(target, Readable.from([onnx]), undefined, forAll);
    const say = target === "-" ? err : out;
    say.line(`${say.paint("bold", target === "-" ? paper.title : target)}  ${formatBytes(onnx.byteLength)}`);
    say.line(description);
    say.line();
    for (const [word, values] of Object.entries(signature))
      for (const { name, type, shape } of values) say.line(`${word.padEnd(6)}  ${name}: ${type} [${shape.join(", ")}]`);
  },
});

async function exportAll(target: string, force: boolean, { out, err }: Io): Promise<number | void> {
  if (target !== "-") checkTarget(target, force, "papertape.jsonl");
  const interrupt = listenForInterrupt(() => err.line("papertape stops; nothing is left of the file"));
  let end: ExportEnd | undefined;
  try {
    await withStore(readSettings(), "papertape export", async (store) => {
      // All but those of which no day is known: near enough to say how far it is.
      const { total } = await store.search.find({ text: "", filters: { from: "0001-01-01" }, limit: 1 });
      const progress = createProgress(err, { title: "export", expected: 2 + total / 2_000 });
      const lines = async function* () {
        let papers = 0;
        for await (const line of everything(store, version)) {
          if (line.kind === "paper") progress.update(Math.min(1, ++papers / total), count(papers, "paper"));
          if (line.kind === "end") end = line;
          yield `${JSON.stringify(line)}\n`;
        }
      };
      try {
        if (target === "-") await print(lines(), interrupt.signal);
        else await saveStream(target, Readable.from(lines()), interrupt.signal, forAll);
      } finally {
        progress.end();
      }
    });
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    return exitCodes.interrupted;
  } finally {
    interrupt.release();
  }
  // Whoever read from a pipe has left before the end.
  if (end === undefined) return;
  const says = target === "-" ? err : out;
  says.line(`${target === "-" ? "everything" : target}: ${count(end.papers, "paper")}, ${count(end.runs, "run")}`);
}

/** No faster than whoever reads; somebody who leaves early has seen enough. */
async function print(lines: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  await pipeline(Readable.from(lines), process.stdout, { end: false, signal }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
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
