/** A large embedded store behind the built site: how fast papers come in, how soon it starts, how fast pages and searches are. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "../../scripts/prepare.js";
import { percentile } from "../../src/library/search/evaluate/measures.ts";
import { command, serve } from "../serve.ts";
import { queriesFrom, readPapers, writePapers, type Paper } from "./papers.ts";

export interface Latency {
  readonly p50: number;
  readonly p95: number;
}

export interface SiteMeasured {
  readonly papers: number;
  /** Of these; the others are made from them. */
  readonly real: number;
  readonly ingestedPerSecond: number;
  /** Seconds from the command to the first page, each start. */
  readonly starts: readonly number[];
  readonly search: Latency;
  readonly searchPage: Latency;
  readonly day: Latency;
  readonly home: Latency;
  readonly crowd: {
    readonly readers: number;
    readonly requests: number;
    readonly errors: number;
    readonly perSecond: number;
  };
  /** Bytes, at the end. */
  readonly memory: number;
}

const readers = 50;

/** @param file JSON lines with id, title, text, date and authors. */
export async function measureSite(file: string, papers: number): Promise<SiteMeasured> {
  ensureBuilt();
  const folder = mkdtempSync(join(tmpdir(), "papertape-bench-"));
  try {
    const [source, dataDir] = [join(folder, "papers.jsonl"), join(folder, "store")];
    const real = readPapers(file);
    await writePapers(source, real, papers);
    const began = performance.now();
    const ingest = spawnSync(process.execPath, [command, "ingest", source, "--json"], {
      env: { ...process.env, PAPERTAPE_DATA: dataDir, DATABASE_URL: "" },
      encoding: "utf8",
    });
    if (ingest.status !== 0) throw new Error(`papertape ingest ended with ${ingest.status}: ${ingest.stderr}`);
    const ingestedPerSecond = papers / ((performance.now() - began) / 1_000);
    const starts = [];
    for (let start = 0; start < 3; start++) starts.push(await startOnce(dataDir));
    return { papers, real: Math.min(papers, real.length), ingestedPerSecond, starts, ...(await ask(dataDir, real)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startOnce(dataDir: string): Promise<number> {
  const began = performance.now();
  const server = await serve(dataDir);
  const { status } = await fetched(server.address, new Agent());
  const seconds = (performance.now() - began) / 1_000;
  await server.stop();
  if (status !== 200) throw new Error(`the first page answers ${status}`);
  return seconds;
}

async function ask(dataDir: string, papers: readonly Paper[]) {
  const server = await serve(dataDir);
  const agent = new Agent({ keepAlive: true, maxSockets: readers });
  const to = (path: string) => fetched(server.address + path, agent);
  const queries = queriesFrom(papers).map((words) => `q=${encodeURIComponent(words)}`);
  const days = [...new Set(papers.map(({ date }) => date))];
  const latency = async (paths: readonly string[]): Promise<Latency> => {
    // The first ones compile.
    for (const path of paths.slice(0, 40)) await to(path);
    const times = [];
    for (const path of paths) times.push((await to(path)).milliseconds);
    return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
  };
  try {
    return {
      search: await latency(queries.map((query) => `/api/search?${query}`)),
      searchPage: await latency(queries.map((query) => `/search?${query}`)),
      day: await latency(Array.from({ length: 200 }, (_, at) => `/${days[(at * 37) % days.length]}`)),
      home: await latency(Array.from({ length: 100 }, () => "/")),
      crowd: await crowd(
        queries.map((query) => `/api/search?${query}`),
        to,
      ),
      memory: server.memory(),
    };
  } finally {
    agent.destroy();
    await server.stop();
  }
}

async function crowd(paths: readonly string[], to: (path: string) => Promise<{ status: number }>) {
  const requests = 1_000;
  let [next, errors] = [0, 0];
  const began = performance.now();
  const reader = async () => {
    while (next < requests) {
      const answered = await to(paths[next++ % paths.length]).catch(() => null);
      if (answered?.status !== 200) errors++;
    }
  };
  await Promise.all(Array.from({ length: readers }, reader));
  return { readers, requests, errors, perSecond: requests / ((performance.now() - began) / 1_000) };
}

function fetched(url: string, agent: Agent): Promise<{ status: number; milliseconds: number }> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, milliseconds: performance.now() - began }));
      answer.on("error", reject);
    }).on("error", reject);
  });
}
