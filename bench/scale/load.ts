/** Readers of one or more processes of a site: each asks the next one in turn, and remembers how long it took and what went wrong. */
import { Agent, get } from "node:http";
import { percentile } from "../../src/library/search/evaluate/measures.ts";

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Crowd {
  readonly perSecond: number;
  readonly latency: Latency;
  /** By what went wrong: "503", "ECONNREFUSED". */
  readonly failed: ReadonlyMap<string, number>;
}

const latencyOf = (times: readonly number[]): Latency => ({
  p50: percentile(times, 0.5),
  p95: percentile(times, 0.95),
  p99: percentile(times, 0.99),
});

function ask(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
      answer.on("error", reject);
    }).on("error", reject);
  });
}

/** One reader, one request after the other. @throws Error where an answer is not 200. */
export async function alone(address: string, paths: readonly string[]): Promise<Latency> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: number[] = [];
  // The first ones compile.
  for (const [at, path] of [...paths.slice(0, 40), ...paths].entries()) {
    const began = performance.now();
    const status = await ask(address + path, agent);
    if (status !== 200) throw new Error(`${path} answers ${status}`);
    if (at >= 40) times.push(performance.now() - began);
  }
  agent.destroy();
  return latencyOf(times);
}

/**
 * Readers at once, each as fast as it is answered, until `over`.
 * @param addresses of the processes; a reader goes from one to the next, as behind a proxy that gives them out in turn.
 */
export async function crowd(
  addresses: readonly string[],
  paths: readonly string[],
  readers: number,
  over: () => boolean,
): Promise<Crowd> {
  const times: number[] = [];
  const failed = new Map<string, number>();
  const fail = (what: string) => failed.set(what, (failed.get(what) ?? 0) + 1);
  let next = 0;
  const began = performance.now();
  const live = async () => {
    const agent = new Agent({ keepAlive: true });
    while (!over()) {
      const at = next++;
      const asked = performance.now();
      const status = await ask(addresses[at % addresses.length] + paths[at % paths.length], agent).catch(
        (error: NodeJS.ErrnoException) => error.code ?? error.name,
      );
      if (status === 200) times.push(performance.now() - asked);
      else {
        fail(String(status));
        // As a reader who tries again, rather than as a flood of refusals.
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: readers }, live));
  return { perSecond: (times.length / (performance.now() - began)) * 1_000, latency: latencyOf(times), failed };
}
