/** The page's side: one worker, asked by name. */
import { TaskWorker } from "../../../src/engine/index.ts";

const worker = new TaskWorker(new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));
Object.assign(window, { runTask: (name: string, input: unknown) => worker.run(name, input) });
