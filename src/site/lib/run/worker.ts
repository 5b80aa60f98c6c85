/**
 * Runs one experiment in the visitor's browser and reports what it sees. The page ends this worker to cancel a run,
 * which also gives its memory back.
 *
 * It listens with addEventListener and never assigns `onmessage`: the runtime's threads re-enter this very file.
 */
import { execute, type LabEvent } from "#papers/kit/index";
import { loadExperiment } from "#papers/experiments";
import { isStart, type StartMessage, type WorkerMessage } from "./protocol.ts";

/** Milliseconds between two messages: often enough to look alive, seldom enough not to drown the page. */
const pause = 50;

/** Lets go of the thread for a moment. A worker that never does is only ended by force, which takes browsers seconds. */
const channel = new MessageChannel();
const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    channel.port1.addEventListener("message", () => resolve(), { once: true });
    channel.port2.postMessage(null);
  });
channel.port1.start();

const say = (message: WorkerMessage) => postMessage(message);

addEventListener("message", (event: MessageEvent<unknown>) => {
  if (isStart(event.data)) void run(event.data);
});

async function run({ slug, preset, threads }: StartMessage): Promise<void> {
  let batch: LabEvent[] = [];
  let sent = 0;
  const flush = () => {
    if (batch.length > 0) say({ papertape: "events", events: batch });
    batch = [];
    sent = performance.now();
  };
  try {
    const experiment = await loadExperiment(slug);
    if (experiment === null) throw new Error(`no experiment for ${slug}`);
    say({ papertape: "loaded" });
    for await (const event of execute(experiment, { preset, device: "wasm", threads })) {
      batch.push(event);
      if (performance.now() - sent < pause) continue;
      flush();
      await breathe();
    }
    flush();
    say({ papertape: "finished" });
  } catch (error) {
    flush();
    say({ papertape: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
}
