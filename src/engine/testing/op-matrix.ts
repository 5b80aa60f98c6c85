/** Runs every sample of every op, forward and gradient, on one device with fallback disabled, and compares with the CPU in double precision. */
import { gradient } from "../gradient.ts";
import { applyAll } from "../node.ts";
import type { OpDef } from "../ops/definition.ts";
import { opDefs, type OpName } from "../ops/table.ts";
import { compile, type Device } from "../program.ts";
import { open, type Session } from "../run/session.ts";
import { isFloat } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Value } from "../values.ts";
import { closeness } from "./close.ts";
import { sampleTensors } from "./samples.ts";

/** "ok", or why not. */
export type Verdict = string;

export interface MatrixEntry {
  readonly op: OpName;
  readonly sample: number;
  readonly inputs: string;
  readonly forward: Verdict;
  /** Null where the op has no gradient. */
  readonly gradient: Verdict | null;
}

interface Built {
  readonly forward: Record<string, Tensor>;
  readonly gradient: Record<string, Tensor> | null;
  readonly feeds: ReturnType<typeof sampleTensors>["feeds"];
  readonly tensors: readonly Tensor[];
}

/** Positions among equal values are the backend's choice, and WebGPU has none for pooling. */
const compared = (op: OpName, index: number): boolean => !(index > 0 && (op === "topK" || op === "maxPool"));

function build(op: OpName, row: OpDef<unknown>, at: number, dtype: "float32" | "float64"): Built {
  const { inputs, attributes } = row.samples[at];
  const { tensors, feeds } = sampleTensors(inputs, dtype);
  const outputs = applyAll(op, tensors, attributes as never).filter((_, i) => compared(op, i));
  const forward = Object.fromEntries(outputs.map((output, i) => [`y${i}`, output]));
  const floats = outputs.filter((output) => isFloat(output.dtype));
  const wrt = tensors.filter((tensor) => isFloat(tensor.dtype));
  if (row.vjp === null || floats.length === 0 || wrt.length === 0) return { forward, gradient: null, feeds, tensors };
  // Squares make the cotangent depend on the output, so that no constant folding does the work beforehand.
  const loss = floats.map((output) => output.square().sum()).reduce((a, b) => a.add(b));
  const gradients = Object.fromEntries(gradient(loss, wrt).map((slope, i) => [`d${i}`, slope]));
  return { forward, gradient: gradients, feeds, tensors };
}

async function runOn(
  built: Built,
  outputs: Record<string, Tensor>,
  device: Device,
  strict: boolean,
): Promise<Record<string, Value>> {
  let session: Session | null = null;
  try {
    session = await open(compile({ inputs: built.tensors, outputs }), { device, strict });
    return await session.run(built.feeds);
  } finally {
    await session?.release();
  }
}

function compare(got: Record<string, Value>, wanted: Record<string, Value>): Verdict {
  for (const [name, value] of Object.entries(got)) {
    const problem = closeness(value, wanted[name], { relative: 1e-3, absolute: 1e-4 });
    if (problem !== null) return `wrong: ${problem}`;
  }
  return "ok";
}

/** The first line of what the runtime says, without addresses and paths that change from run to run. */
const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .split("\n")[0]
    .replaceAll(/\/[\w./+-]+:\d+/g, "")
    .slice(0, 120);

const show = ({ inputs }: OpDef<unknown>["samples"][number]): string =>
  inputs.map(({ shape, dtype = "float32" }) => `${dtype === "float32" ? "" : dtype}[${shape.join(",")}]`).join(" ");

/** One entry per sample. `only` restricts the ops. */
export async function opMatrix(device: Device, only?: readonly OpName[]): Promise<MatrixEntry[]> {
  const entries: MatrixEntry[] = [];
  for (const [op, row] of opDefs()) {
    if (only && !only.includes(op)) continue;
    for (const at of row.samples.keys()) entries.push(await entryOf(op, row, at, device));
  }
  return entries;
}

async function entryOf(op: OpName, row: OpDef<unknown>, at: number, device: Device): Promise<MatrixEntry> {
  const single = build(op, row, at, "float32");
  const wanted = await reference(single, eightBit.has(op) ? single : build(op, row, at, "float64"));
  const check = async (outputs: Record<string, Tensor>): Promise<Verdict> => {
    try {
      return compare(await runOn(single, outputs, device, device === "webgpu"), wanted);
    } catch (error) {
      return reason(error);
    }
  };
  const inputs = show(row.samples[at]);
  // Both at once is half the work; only where that fails is it asked which of them did.
  const both = await check({ ...single.forward, ...single.gradient });
  const forward = both === "ok" ? both : await check(single.forward);
  const backward = single.gradient === null ? null : both === "ok" ? both : await check(single.gradient);
  return { op, sample: at + 1, inputs, forward, gradient: backward };
}

/** Ops whose floats are float32 by definition. */
const eightBit: ReadonlySet<OpName> = new Set(["quantize", "dequantize", "dynamicQuantize", "matmulInteger"]);

/** What a cast or a position gives is the same from either precision; anything else comes from the double one. */
async function reference(single: Built, double: Built): Promise<Record<string, Value>> {
  const outputs = (built: Built) => ({ ...built.forward, ...built.gradient });
  const exact = Object.values(outputs(double)).every(({ dtype }) => dtype !== "float32");
  const built = exact ? double : single;
  return runOn(built, outputs(built), "cpu", false);
}
