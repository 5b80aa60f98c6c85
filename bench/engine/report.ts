/** What the benchmark prints and writes: medians, ratios, and the circumstances they were measured in. */
import { cpus, release, totalmem, type } from "node:os";
import { readFileSync } from "node:fs";
import type { Facts } from "./peer.ts";
import type { ModelName } from "./models.ts";

export interface Outcome {
  readonly model: ModelName;
  readonly rows: readonly {
    readonly name: string;
    readonly facts: Facts;
    readonly times: readonly number[];
    /** Of the matrix products alone, where the peer measured them itself. */
    readonly limits: readonly number[];
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
    `The matrix products alone, ${(limit.flops / 1e9).toFixed(2)} GFLOP at their own shapes, took ${ms(bound)} ms in Node ` +
      `(${(limit.flops / bound / 1e6).toFixed(0)} GFLOP/s).` +
      (model === "cnn" ? " Convolutions that ONNX Runtime computes itself are not counted." : ""),
    "",
    ...held(model, rows, bound, limit.flops).map((line) => `- ${line}`),
    "",
    `Load average of the last minute, per round: ${loads.map((load) => load.toFixed(1)).join(", ")}.`,
    "",
  ].join("\n");
}

/** What is asked of the engine, with what was measured. */
function held(model: ModelName, rows: Outcome["rows"], bound: number, flops: number): string[] {
  const own = rows.find(({ name }) => name === "papertape");
  if (!own) return ["nothing can be said without papertape"];
  const base = median(own.times);
  const verdict = (holds: boolean, text: string): string => `${holds ? "holds" : "**does not hold**"}: ${text}`;
  const timeOf = (name: string): number | null => {
    const row = rows.find((row) => row.name === name);
    return row ? median(row.times) : null;
  };
  if (model === "cnn") {
    const [first] = rows
      .filter(({ name }) => !name.startsWith("papertape"))
      .sort((a, b) => median(a.times) - median(b.times));
    if (!first) return ["there is no peer to compare with"];
    const ratio = median(first.times) / base;
    return [
      verdict(
        ratio > 1,
        `ahead of every peer; the fastest, ${first.name}, takes ${ratio.toFixed(2)} times papertape's time`,
      ),
    ];
  }
  const lines: string[] = [];
  const [jax, torch] = [timeOf("jax-js"), timeOf("PyTorch")];
  if (jax) lines.push(verdict(jax / base >= 4.5, `${(jax / base).toFixed(1)} times as fast as jax-js (at least 4.5)`));
  if (torch) lines.push(verdict(base < torch, `${(base / torch).toFixed(2)} of eager PyTorch's time (less than 1)`));
  const compiled = timeOf("PyTorch, compiled");
  if (compiled) lines.push(`${(base / compiled).toFixed(2)} of the time of PyTorch through torch.compile`);
  lines.push(
    verdict(base / bound <= 1.3, `${(base / bound).toFixed(2)} times the matrix products alone (at most 1.3)`),
  );
  const browser = rows.find(({ name }) => name === "papertape in Chromium");
  if (browser) {
    const ratio = median(browser.times) / base;
    const alone = median(browser.limits);
    const { separate, fused } = browser.facts.rates!;
    const least = (flops / Math.max(separate, fused)) * 1000;
    const rest = median(browser.times) - alone;
    const bounded =
      `there the matrix products alone take ${ms(alone)} ms (${(flops / alone / 1e6).toFixed(0)} GFLOP/s), ` +
      `${(alone / base).toFixed(2)} times the whole step in Node. WebAssembly's vectors have 128 bits: two threads that ` +
      `only multiply and add in registers reach ${(separate / 1e9).toFixed(0)} GFLOP/s, ${(fused / 1e9).toFixed(0)} with relaxed ` +
      `SIMD's fused instruction, which ONNX Runtime's build does not use. If products ran at that rate, without reading or ` +
      `writing anything (${ms(least)} ms), the step would still take ${((least + rest) / base).toFixed(2)} times that in Node`;
    lines.push(
      verdict(
        median(browser.times) / alone <= 1.4,
        `in Chromium ${(median(browser.times) / alone).toFixed(2)} times its own matrix products in the same browser (at most 1.4)`,
      ),
      `in Chromium ${ratio.toFixed(2)} times the time in Node; ${bounded}`,
    );
  }
  lines.push(verdict(own.facts.creation < 500, `created in ${ms(own.facts.creation)} ms (less than 500)`));
  if (own.facts.live !== undefined && own.facts.base !== undefined) {
    const grown = own.peak - own.facts.base;
    lines.push(
      verdict(
        grown <= 2 * own.facts.live,
        `memory grew by ${mb(grown)} MB at most while it trained, ${(grown / own.facts.live).toFixed(2)} times the ` +
          `${mb(own.facts.live)} MB of tensors alive at once (at most 2)`,
      ),
    );
  }
  return lines;
}

/** How the system schedules this process, where it is not the usual way: 1 and 2 are the real-time policies. */
function scheduling(): string {
  try {
    const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ");
    return ["1", "2"].includes(fields[38])
      ? "All libraries ran under a real-time policy, so that other programs on the machine waited for them. "
      : "";
  } catch {
    return "";
  }
}

/** The whole of docs/performance.md. */
export function page(outcomes: readonly Outcome[], command: string, commit: string): string {
  const policy = scheduling();
  const ort = JSON.parse(
    readFileSync(new URL("../../node_modules/onnxruntime-node/package.json", import.meta.url), "utf8"),
  ) as { version: string };
  const busy = policy === "" && Math.max(...outcomes.flatMap(({ loads }) => loads)) > cpus().length;
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
    ...(policy === "" ? [] : [policy.trim()]),
    "",
    ...outcomes.map(section),
  ].join("\n");
}
