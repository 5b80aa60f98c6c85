/** What readers and jobs see while a site, a worker and the database are killed and started again, each while everything is in use. */
import { openLibrary } from "../../src/library/index.ts";
import type { Cluster } from "../../src/library/testing/cluster.ts";
import type { RunStatus } from "../../src/library/server-runs/server-runs.ts";
import { serve, work } from "../serve.ts";
import { letThemAct, type Reader } from "../readers/crowd.ts";
import { compareKept, inviteReaders, type Kept } from "../readers/people.ts";
import { crowd, type Crowd } from "./load.ts";

export interface Killed {
  readonly what: "a site process" | "a worker" | "the database";
  /** Seconds from the kill until it was there again. */
  readonly seconds: number;
}

export interface KillsMeasured {
  readonly kills: readonly Killed[];
  readonly seconds: number;
  readonly reading: Crowd;
  readonly acts: number;
  readonly refusedActs: ReadonlyMap<string, number>;
  readonly kept: Kept;
  /** Runs that were asked for, and how they stand at the end. */
  readonly runs: readonly RunStatus[];
  /** Runs that have not exactly the measurements of one whole run. */
  readonly broken: number;
}

/** A paper whose quick run is over in seconds, and how often it is run. */
const run = { paper: "structured-output-benchmark", times: 8 } as const;
/** Seconds between one kill and the next. */
const between = 15;

const sleep = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

/** @param paths that strangers read meanwhile. */
export async function measureKills(
  cluster: Cluster,
  dataDir: string,
  paths: readonly string[],
): Promise<KillsMeasured> {
  const databaseUrl = cluster.url;
  const store = { dataDir, databaseUrl };
  const { readers, slugs } = await inviteReaders(store, 10);
  const library = await openLibrary({ ...store, holder: { command: "bench:scale" } });
  const settings = { DATABASE_URL: databaseUrl, PAPERTAPE_RUN_CORES: "1" };
  // Sites leave runs to the workers.
  const served = await Promise.all([0, 1].map(() => serve(dataDir, { ...settings, PAPERTAPE_RUN_CORES: "0" })));
  const working = await Promise.all([0, 1].map(() => work(dataDir, settings)));
  const ports = served.map(({ address }) => new URL(address).port);
  let over = false;
  const began = performance.now();
  const kills: Killed[] = [];
  try {
    await library.jobs.connect();
    const ids: string[] = [];
    for (let index = 0; index < run.times; index++)
      ids.push((await library.serverRuns.request({ kind: "command" }, { paper: run.paper })).id);
    const reading = crowd(
      served.map(({ address }) => address),
      paths,
      10,
      () => over,
    );
    const acting = Promise.all(
      served.map(({ address }, index) => letThemAct(address, half(readers, index), slugs, () => over)),
    );
    const killing = async (what: Killed["what"], kill: () => Promise<void>, again: () => Promise<void>) => {
      await sleep(between);
      const at = performance.now();
      await kill();
      await again();
      kills.push({ what, seconds: (performance.now() - at) / 1_000 });
    };
    await killing(
      "a site process",
      () => served[0].kill(),
      async () => void (served[0] = await serve(dataDir, { ...settings, PAPERTAPE_RUN_CORES: "0", PORT: ports[0] })),
    );
    await killing(
      "a worker",
      () => working[0].kill(),
      async () => void (working[0] = await work(dataDir, settings)),
    );
    await killing("the database", cluster.kill, cluster.start);
    await sleep(between);
    over = true;
    const [read, acted] = await Promise.all([reading, acting]);
    const runs = await allEnded(ids, (id) => library.serverRuns.status(id));
    const measured = await Promise.all(ids.map(async (id) => (await library.serverRuns.news(id))!.measurements.length));
    const whole = Math.max(...measured);
    return {
      kills,
      seconds: (performance.now() - began) / 1_000,
      reading: read,
      acts: acted.reduce((sum, { answered }) => sum + answered.length, 0),
      refusedActs: acted.reduce((all, { failed }) => {
        for (const [what, many] of failed) all.set(what, (all.get(what) ?? 0) + many);
        return all;
      }, new Map<string, number>()),
      kept: await compareKept(store, readers),
      runs,
      broken: measured.filter((many) => many !== whole).length,
    };
  } finally {
    over = true;
    for (const one of [...served, ...working]) await one.kill();
    await library.close();
  }
}

/** Each reader has one of two processes, as a proxy that remembers them gives it. */
const half = (readers: readonly Reader[], which: number) => readers.filter((_, index) => index % 2 === which);

async function allEnded(
  ids: readonly string[],
  status: (id: string) => Promise<RunStatus | null>,
): Promise<RunStatus[]> {
  for (;;) {
    const all = (await Promise.all(ids.map(status))).map((one) => one!);
    if (all.every(({ state }) => state !== "waiting" && state !== "running")) return all;
    await sleep(1);
  }
}
