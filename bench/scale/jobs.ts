/** How many jobs a minute two workers take off one queue: jobs that do nothing, so that the queue itself is measured. */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { openLibrary } from "../../src/library/index.ts";
import { jobName } from "./idle-worker.ts";

const program = fileURLToPath(new URL("./idle-worker.ts", import.meta.url));

export interface Throughput {
  readonly jobs: number;
  readonly workers: number;
  readonly sentPerSecond: number;
  readonly donePerSecond: number;
}

/** @param dataDir of each process: what is not in the database. */
export async function jobThroughput(databaseUrl: string, dataDir: string, jobs: number): Promise<Throughput> {
  const library = await openLibrary({ dataDir, databaseUrl, holder: { command: "bench:scale" } });
  const workers: ChildProcess[] = [];
  try {
    // It sends, and works on none of them: it has defined no such work.
    await library.jobs.connect();
    let done = 0;
    for (let index = 0; index < 2; index++) {
      const worker = fork(program, [databaseUrl, dataDir], { execArgv: ["--import", "tsx"] });
      workers.push(worker);
      await new Promise<void>((resolve, reject) => {
        worker.once("message", () => resolve());
        worker.once("exit", (code) => reject(new Error(`a worker ended with ${code}`)));
      });
      worker.on("message", () => done++);
    }
    const began = performance.now();
    for (let index = 0; index < jobs; index++) await library.jobs.send(jobName, { index });
    const sent = performance.now();
    while (done < jobs) await new Promise((resolve) => setTimeout(resolve, 20));
    const ended = performance.now();
    return {
      ...{ jobs, workers: workers.length },
      sentPerSecond: jobs / ((sent - began) / 1_000),
      donePerSecond: jobs / ((ended - began) / 1_000),
    };
  } finally {
    for (const worker of workers) worker.kill("SIGKILL");
    await library.close();
  }
}
