import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import type { TaskWorker } from "./client.ts";
import { startWorker } from "./start.ts";

const workers: TaskWorker[] = [];
const module = new URL("./testing-worker.ts", import.meta.url);

function start(from: URL = module): TaskWorker {
  const worker = startWorker(from);
  workers.push(worker);
  return worker;
}

afterEach(() => workers.splice(0).forEach((worker) => worker.terminate()));

describe("a task in a worker", () => {
  test("reports progress and gives its result", async () => {
    const seen: number[] = [];
    expect(await start().run<number, number>("count", { to: 3 }, { onProgress: (value) => seen.push(value) })).toBe(3);
    expect(seen).toEqual([1, 2, 3]);
  });

  test("trains off the main thread and hands its parameters over", async () => {
    const losses: number[] = [];
    const { weight } = await start().run<{ weight: Float32Array }, number>(
      "train",
      { steps: 80 },
      { onProgress: (loss) => losses.push(loss) },
    );
    expect(losses).toHaveLength(80);
    expect(losses.at(-1)).toBeLessThan(0.1);
    expect(weight).toHaveLength(8);
  });

  test("takes buffers over instead of copying them", async () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const back = await start().run<Uint8Array>("handBack", bytes, { transfer: [bytes.buffer] });
    expect(bytes.length).toBe(0);
    expect([...back]).toEqual([1, 2, 3]);
  });

  test("runs beside another one", async () => {
    const worker = start();
    expect(await Promise.all([worker.run("count", { to: 4 }), worker.run("count", { to: 2 })])).toEqual([4, 2]);
  });
});

describe("what goes wrong is an error, not a hang", () => {
  test("a task that throws", () => expect(start().run("fail", null)).rejects.toThrow("this task cannot"));
  test("an unknown task names the known ones", () =>
    expect(start().run("nope", null)).rejects.toThrow('no task "nope"; this worker has count, train'));
  test("a worker that dies", async () => {
    const worker = start();
    await expect(worker.run("crash", null)).rejects.toThrow(
      'task "crash" did not finish: the worker ended with exit code 7',
    );
    await expect(worker.run("count", { to: 1 })).rejects.toThrow("exit code 7");
  });
  test("a module that is not there", () =>
    expect(start(new URL("./nowhere.ts", import.meta.url)).run("count", { to: 1 })).rejects.toThrow(
      /task "count" did not finish: the worker crashed: .*nowhere\.ts/,
    ));
  test("an input that cannot be copied to the worker", () =>
    expect(start().run("count", () => 1)).rejects.toThrow("could not be cloned"));
  test("a result that cannot be copied back", () =>
    expect(start().run("uncopyable", null)).rejects.toThrow("could not be cloned"));
  test("a worker that is terminated", async () => {
    const worker = start();
    const task = worker.run("count", { to: 1000 });
    worker.terminate();
    await expect(task).rejects.toThrow("the worker was terminated");
  });
});

describe("cancelling", () => {
  test("stops a task that looks at its signal, and the worker lives on", async () => {
    const worker = start();
    const controller = new AbortController();
    const task = worker.run("count", { to: 1000 }, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(task).rejects.toMatchObject({ name: "AbortError" });
    expect(await worker.run("count", { to: 1 })).toBe(1);
  });

  test("ends the worker of a task that does not listen", async () => {
    const worker = start();
    const controller = new AbortController();
    const task = worker.run("stuck", null, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(task).rejects.toMatchObject({ name: "AbortError" });
    await expect(worker.run("count", { to: 1 })).rejects.toThrow("terminated");
  });
});

test("a program in TypeScript starts a worker in TypeScript, and ends when the worker is terminated", async () => {
  const script = `import { startWorker } from ${JSON.stringify(fileURLToPath(new URL("./start.ts", import.meta.url)))};
const worker = startWorker(${JSON.stringify(module.href)});
const seen = [];
const last = await worker.run("count", { to: 2 }, { onProgress: (value) => seen.push(value) });
worker.terminate();
console.log(JSON.stringify({ last, seen }));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--import",
    "tsx",
    "--input-type=module",
    "--eval",
    script,
  ]);
  expect(JSON.parse(stdout)).toEqual({ last: 2, seen: [1, 2] });
});
