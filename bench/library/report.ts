/** What the benchmark of search writes: one table per collection, and the circumstances. */
import { cpus, loadavg, release, totalmem, type as system } from "node:os";

export interface Measured {
  /** Seconds until everything can be found. */
  readonly build: number;
  /** Bytes that the process grew by, the collection itself left aside. */
  readonly memory: number;
  /** Milliseconds of a query. */
  readonly p50: number;
  readonly p95: number;
  readonly ndcg: number;
}

export interface Outcome {
  readonly collection: string;
  /** By library; a text says why it is missing. */
  readonly rows: Readonly<Record<string, Measured | string>>;
}

function table({ collection, rows }: Outcome): string[] {
  const measured = Object.entries(rows).filter((row): row is [string, Measured] => typeof row[1] !== "string");
  const own = measured.find(([name]) => name === "papertape")?.[1].ndcg ?? NaN;
  const best = Math.max(...measured.filter(([name]) => name !== "papertape").map(([, { ndcg }]) => ndcg));
  return [
    `## ${collection}`,
    "",
    "| library | nDCG@10 | query p50 ms | p95 ms | build s | memory MB |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    ...measured.map(
      ([name, { ndcg, p50, p95, build, memory }]) =>
        `| ${[name, ndcg.toFixed(4), p50.toFixed(1), p95.toFixed(1), build.toFixed(1), (memory / 1e6).toFixed(0)].join(" | ")} |`,
    ),
    "",
    ...Object.entries(rows)
      .filter(([, row]) => typeof row === "string")
      .map(([name, reason]) => `- ${name} is missing: ${reason as string}`),
    `- ${own >= best ? "holds" : "**does not hold**"}: nDCG@10 is at least the best peer's, ${own.toFixed(4)} against ${best.toFixed(4)}.`,
    "",
  ];
}

export function page(outcomes: readonly Outcome[], command: string, commit: string, versions: string): string {
  return [
    "# Performance of search",
    "",
    `Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}, at ${commit}. ${cpus()[0]?.model.trim()}, ${cpus().length} cores, ` +
      `${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${system()} ${release()}, Node ${process.versions.node}; ${versions}. ` +
      `Load average of the last minute at the end: ${loadavg()[0].toFixed(1)}; above ${cpus().length}, other programs kept the machine busy, and the times are too long.`,
    "",
    "Each library has a process of its own and takes in the same documents. A query of papertape's is a whole page of twenty results,",
    "with the papers, excerpts and marks from the embedded database, and its memory includes that database; a peer's query is a list of",
    "twenty ids from memory. Peers are used as their manuals begin, with any word of a query and titles at 2.5 times the weight, as in ours;",
    "a stop list or another stemmer would change what they find. Quality is exact on any machine. Nothing here goes through HTTP.",
    "",
    ...outcomes.flatMap(table),
  ].join("\n");
}
