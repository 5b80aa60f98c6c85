/** The page's tables, and what follows from them. */
import type { Measured, Row, Times } from "./measure.ts";
import { onnx, tensorFlow } from "./peers.ts";

const forms = ["two passes", "recompute", "reload", "online"] as const;
const peers = [onnx, tensorFlow] as const;
const products = ["plain SIMD", "relaxed SIMD", ...peers] as const;

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(["---", ...head.slice(1).map(() => "---:")]), ...rows.map(row)].join("\n");

/** A row is read once and written once at least, as a copy does. */
const share = (times: Times) => times["copy"] / fastest(times, forms);
const fastest = (times: Times, names: readonly string[]) => Math.min(...names.map((name) => times[name] ?? Infinity));

const softmax = (rows: readonly Row[]) =>
  table(
    ["numbers", "copy", ...forms, ...peers, "fastest peer / fastest of ours", "share of the copy's bandwidth"],
    rows.map(({ length, times }) => [
      length.toLocaleString("en"),
      ...["copy", ...forms, ...peers].map((name) => ((1e6 * times[name]) / length).toFixed(2)),
      (fastest(times, peers) / fastest(times, forms)).toFixed(2),
      share(times).toFixed(2),
    ]),
  );

export function section(where: string, { fused, rows, together, products: all }: Measured): string {
  const build = fused ? "relaxed SIMD" : "plain SIMD, as this runtime has no fused multiply-add";
  const shown = products.filter((name) => all.every(({ times }) => name in times));
  const speeds = table(
    ["operands", "in a step", ...shown],
    all.map(({ shape: { batch, rows, inner, columns }, count, flops, times }) => [
      `[${[...batch, rows, inner].join(", ")}] [${[...batch, inner, columns].join(", ")}]`,
      String(count),
      ...shown.map((name) => (flops / times[name] / 1e6).toFixed(1)),
    ]),
  );
  return `## ${where}

Softmax of a row in nanoseconds a number, ours in ${build}. The share compares the fastest of ours with a copy, which reads and writes the row once.

${softmax(rows)}

${behind(rows, "on one thread")}

${together === null ? "Memory cannot be shared between threads here." : several(together, rows)}

The matrix products of the GPT's step (performance.md), forward and backward, in GFLOP/s:

${speeds}

${whole(all, shown)}
`;
}

/** Each contestant may use the processors as it likes: the faster of one thread and of several counts. */
function several({ threads, rows }: NonNullable<Measured["together"]>, alone: readonly Row[]): string {
  const best = rows.map(({ length, times }, at) => ({
    length,
    times: Object.fromEntries(
      Object.entries(times).map(([name, time]) => [name, Math.min(time, alone[at].times[name])]),
    ),
  }));
  return `The same rows on ${threads} threads, which ONNX Runtime has too, and TensorFlow.js one of, by the wall's clock:

${softmax(rows)}

${behind(best, `with as many threads as suit each best, one or ${threads}`)}`;
}

function behind(rows: readonly Row[], how: string): string {
  const slower = rows.filter(({ times }) => fastest(times, forms) > fastest(times, peers));
  if (slower.length === 0) return `- holds: at least as fast as every peer at every length, ${how}`;
  const where = slower.map(({ length, times }) => {
    const peer = peers.reduce((a, b) => (times[a] < times[b] ? a : b));
    return `${length.toLocaleString("en")} (${peer} takes ${(times[peer] / fastest(times, forms)).toFixed(2)} of our time)`;
  });
  return `- **does not hold**: as fast as every peer at every length, ${how}; not at ${where.join(", ")}`;
}

function whole(all: Measured["products"], shown: readonly string[]): string {
  const total = (name: string) => all.reduce((sum, { count, times }) => sum + count * times[name], 0);
  const flops = all.reduce((sum, one) => sum + one.count * one.flops, 0);
  const said = shown.map((name) => `${name} ${total(name).toFixed(0)} ms (${(flops / total(name) / 1e6).toFixed(1)} GFLOP/s)`); // prettier-ignore
  return `All products of one step, ${(flops / 1e9).toFixed(2)} GFLOP: ${said.join(", ")}.`;
}
