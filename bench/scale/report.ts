/** docs/performance-scale.md. */
import { crowdOf, type StoreMeasured } from "./measure.ts";
import type { KillsMeasured } from "./kills.ts";
import type { Throughput } from "./jobs.ts";
import type { Latency } from "./load.ts";

export interface Measured {
  readonly stores: readonly StoreMeasured[];
  readonly jobs: Throughput;
  readonly kills: KillsMeasured;
  /** Of the one-minute load average, before and after. */
  readonly loads: readonly [number, number];
}

const row = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
const ms = ({ p50, p95, p99 }: Latency) => [p50, p95, p99].map((time) => time.toFixed(time < 10 ? 1 : 0)).join(" / ");
const many = (failed: ReadonlyMap<string, number>) =>
  [...failed].map(([what, times]) => `${times.toLocaleString("en")} x ${what}`).join(", ") || "none";
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

export function page({ stores, jobs, kills, loads }: Measured, written: string): string {
  const { kept, runs } = kills;
  const finished = runs.filter(({ state }) => state === "finished").length;
  const again = runs.filter(({ attempt }) => attempt > 1).length;
  return [
    "# One process, and several on PostgreSQL",
    "",
    `${written} Load average of the last minute before and after: ${loads.map((load) => load.toFixed(1)).join(", ")}.`,
    "",
    "Real abstracts first, the others made of two of them. The embedded store is one process; on PostgreSQL two sites and two workers share one database, " +
      "and all of them, the database and the readers share this machine. Milliseconds as median / p95 / p99.",
    "",
    "| papers | store | papers/s in | first start, next start, s | search | search page | a day | front page |",
    "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...stores.map(({ papers, store, ingestedPerSecond, starts, alone }) =>
      row([
        papers.toLocaleString("en"),
        store,
        ingestedPerSecond.toFixed(0),
        starts.map((seconds) => seconds.toFixed(1)).join(", "),
        ...[alone.search, alone["search page"], alone.day, alone["front page"]].map(ms),
      ]),
    ),
    "",
    `${crowdOf.readers} readers at once, each as fast as it is answered, ${crowdOf.seconds} s of searches by the API, and what each process holds at the end:`,
    "",
    "| papers | store | searches/s | ms | failed | memory, MB |",
    "| ---: | --- | ---: | ---: | --- | --- |",
    ...stores.map(({ papers, store, crowd, memory }) =>
      row([
        papers.toLocaleString("en"),
        store,
        crowd.perSecond.toFixed(0),
        ms(crowd.latency),
        many(crowd.failed),
        Object.entries(memory)
          .map(([name, bytes]) => `${name} ${megabytes(bytes)}`)
          .join(", "),
      ]),
    ),
    "",
    "## Jobs",
    "",
    `${jobs.jobs.toLocaleString("en")} jobs that do nothing, sent by one process and done by ${jobs.workers} workers: sent at ${jobs.sentPerSecond.toFixed(0)} a second, all done at ${jobs.donePerSecond.toFixed(0)} a second.`,
    "",
    "## Killed under load",
    "",
    `Two sites and two workers on PostgreSQL, ten strangers who read as fast as they are answered, ten readers who vote, bookmark and comment, ${runs.length} runs in the queue; one after the other are killed (SIGKILL; the database as a crash ends it) and started again: ` +
      `${kills.kills.map(({ what, seconds }) => `${what} (back after ${seconds.toFixed(1)} s)`).join(", ")}.`,
    "",
    `- Read: ${kills.reading.perSecond.toFixed(0)} pages a second, ${ms(kills.reading.latency)} ms. Failed: ${many(kills.reading.failed)}.`,
    `- Written: ${kills.acts.toLocaleString("en")} acts acknowledged. Refused or broken off: ${many(kills.refusedActs)}.`,
    `- Afterwards the database has ${kept.marks} votes and bookmarks and ${kept.comments} comments, ${
      kept.wrong.length === 0
        ? "each as its reader was told; what was broken off was done whole or not at all"
        : `**${kept.wrong.length} not as their readers were told**`
    }.`,
    `- Runs: ${finished} of ${runs.length} finished, ${again} of them begun anew because their worker was gone; ${
      kills.broken === 0
        ? "none has a measurement too few or too many"
        : `**${kills.broken} have too few or too many measurements**`
    }.`,
    "",
  ].join("\n");
}
