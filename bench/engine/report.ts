/** What the benchmark prints and writes: medians, ratios, and the circumstances they were measured in. */
import { cpus, release, totalmem, type } from "node:os";
import { readFileSync } from "node:fs";
import type { Facts } from "./peer.ts";
import type { ModelName } from "./work.ts";

export interface Outcome {
  readonly model: ModelName;
  readonly rows: readonly {
    readonly name: string;
    readonly facts: Facts;
    readonly times: readonly number[];
    readonly loss: number;
    readonly peak: number;
  }[];
  /** Peers that are not in the table, with the reason. */
  readonly missing: Readonly<Record<string, string>>;
  readonly limit: { readonly flops: number; readonly times: readonly number[] };
  /** Load average of the last minute, once per round. */
  readonly loads: readonly number[];
}

const titles: Record<ModelName, string> = {
  gpt: "GPT: 4 layers, width 128, 4 heads, length 128, batch 16, vocabulary 96; forward, backward, Adam",
  cnn: "CNN: two 3 x 3 convolutions (32, 64) with pooling, hidden 128, batch 128; forward, backward, Adam",
};

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const ms = (value: number): string => (value < 100 ? value.toFixed(1) : value.toFixed(0));
const mb = (bytes: number): string => (bytes / 1e6).toFixed(0);

/** One model's table. "times papertape" above 1 is slower than papertape in Node. */
export function section({ model, rows, missing, limit, loads }: Outcome): string {
  const own = rows.find(({ name }) => name === "papertape");
  const base = own ? median(own.times) : NaN;
  const bound = median(limit.times);
  const lines = rows.map(({ name, facts, times, loss }) => {
    const cells = [
      name,
      facts.version,
      facts.threads,
      ms(median(times)),
      `${ms(Math.min(...times))} to ${ms(Math.max(...times))}`,
      (median(times) / base).toFixed(2),
      ms(facts.creation),
      loss.toFixed(4),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const absent = Object.entries(missing).map(([name, reason]) => `- ${name} is missing: ${reason}`);
  return [
    `## ${titles[model]}`,
    "",
    "| library | version | threads | median ms | range | times papertape | creation ms | loss of step 2 |",
    "| --- | --- | ---: | ---: | --- | ---: | ---: | ---: |",
    ...lines,
    "",
    ...(absent.length > 0 ? [...absent, ""] : []),
    `The matrix products alone, ${(limit.flops / 1e9).toFixed(2)} GFLOP at their own shapes, took ${ms(bound)} ms ` +
      `(${(limit.flops / bound / 1e6).toFixed(1)} GFLOP/s): papertape takes ${(base / bound).toFixed(2)} times that.` +
      (model === "cnn" ? " Convolutions that ONNX Runtime computes itself are not counted." : ""),
    ...(own?.facts.live === undefined
      ? []
      : [
          `Memory of papertape's process: at most ${mb(own.peak)} MB resident, ${mb(own.facts.base ?? 0)} MB before the first ` +
            `step; its live tensors are estimated at ${mb(own.facts.live)} MB.`,
        ]),
    `Load average of the last minute, per round: ${loads.map((load) => load.toFixed(1)).join(", ")}.`,
    "",
  ].join("\n");
}

/** The whole of docs/performance.md. */
export function page(outcomes: readonly Outcome[], command: string, commit: string): string {
  const ort = JSON.parse(
    readFileSync(new URL("../../node_modules/onnxruntime-node/package.json", import.meta.url), "utf8"),
  ) as { version: string };
  const busy = Math.max(...outcomes.flatMap(({ loads }) => loads)) > cpus().length;
  return [
    "# Performance of the engine",
    "",
    `Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}, at ${commit}. ${cpus()[0].model}, ${cpus().length} cores, ` +
      `${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}, Node ${process.versions.node}, ONNX Runtime ${ort.version}.`,
    ...(busy
      ? [
          "",
          "**Other programs kept the machine busy** (see the load averages): the times are too long, and the ratios between",
          "libraries with different numbers of threads are distorted. Run it again on an idle machine before quoting it.",
        ]
      : []),
    "",
    "Every library trains the same model from the same first values on the same batch, in a process of its own; rounds",
    "alternate between the libraries, in a rotated order. The losses agree where the work is the same. Creation is the time",
    "from values to a step that can be run; just-in-time compilation at the first step is in the warm-up and not counted.",
    "",
    ...outcomes.map(section),
  ].join("\n");
}
