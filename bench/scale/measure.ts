/** One store of so many papers: how fast they come in, how fast lists and searches are, what each process holds. */
import { spawn } from "node:child_process";
import type { Paper } from "../library/papers.ts";
import { queriesFrom } from "../library/papers.ts";
import { command, serve, work, type Served, type Started } from "../serve.ts";
import { alone, crowd, type Crowd, type Latency } from "./load.ts";

export interface StoreMeasured {
  readonly store: string;
  readonly papers: number;
  readonly ingestedPerSecond: number;
  /** Seconds from the command to the address, of the first process on the new store and of one on a store that has its index. */
  readonly starts: readonly [number, number];
  readonly alone: Readonly<Record<"search" | "search page" | "day" | "front page", Latency>>;
  readonly crowd: Crowd;
  /** Bytes of each process at the end. */
  readonly memory: Readonly<Record<string, number>>;
}

export interface Place {
  readonly store: string;
  readonly dataDir: string;
  /** DATABASE_URL, or none. */
  readonly settings: Readonly<Record<string, string>>;
  readonly sites: number;
  readonly workers: number;
}

/** Readers at once in the crowd, and seconds that they read. */
export const crowdOf = { readers: 50, seconds: 30 } as const;

/** @param file of all papers, as `papertape ingest` reads it. @param papers whose titles are searched for and whose days are opened. */
export async function measureStore(
  { store, dataDir, settings, sites, workers }: Place,
  file: string,
  papers: readonly Paper[],
  many: number,
): Promise<StoreMeasured> {
  const ingestedPerSecond = many / (await ingest(file, dataDir, settings));
  const timed = async () => {
    const began = performance.now();
    return { site: await serve(dataDir, settings), seconds: (performance.now() - began) / 1_000 };
  };
  const first = await timed();
  await first.site.stop();
  const again = await timed();
  const served: Served[] = [again.site];
  const working: Started[] = [];
  try {
    while (served.length < sites) served.push(await serve(dataDir, settings));
    while (working.length < workers) working.push(await work(dataDir, settings));
    const queries = queriesFrom(papers).map((words) => `q=${encodeURIComponent(words)}`);
    const days = [...new Set(papers.map(({ date }) => date))];
    const searches = queries.map((query) => `/api/search?${query}`);
    const { address } = served[0];
    const quiet = {
      search: await alone(address, searches),
      "search page": await alone(
        address,
        queries.map((query) => `/search?${query}`),
      ),
      day: await alone(
        address,
        Array.from({ length: 200 }, (_, at) => `/${days[(at * 37) % days.length]}`),
      ),
      "front page": await alone(
        address,
        Array.from({ length: 100 }, () => "/"),
      ),
    };
    const end = performance.now() + crowdOf.seconds * 1_000;
    const crowded = await crowd(
      served.map(({ address }) => address),
      searches,
      crowdOf.readers,
      () => performance.now() > end,
    );
    const held = (kind: string, all: readonly Started[]) =>
      all.map((one, index) => [all.length > 1 ? `${kind} ${index + 1}` : kind, one.memory()] as const);
    const memory = Object.fromEntries([...held("site", served), ...held("worker", working)]);
    const starts = [first.seconds, again.seconds] as const;
    return { store, papers: many, ingestedPerSecond, starts, alone: quiet, crowd: crowded, memory };
  } finally {
    for (const one of [...served, ...working]) await one.stop();
  }
}

/** Seconds. Two cores have other work meanwhile, so nothing here may block. */
async function ingest(file: string, dataDir: string, settings: Readonly<Record<string, string>>): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [command, "ingest", file, "--json"], {
    env: { ...process.env, DATABASE_URL: "", PAPERTAPE_DATA: dataDir, ...settings },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const status = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  if (status !== 0) throw new Error(`papertape ingest ended with ${status}`);
  return (performance.now() - began) / 1_000;
}
