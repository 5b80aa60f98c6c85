/**
 * Runs one experiment, or one bake-off, in the visitor's browser and reports what it sees. The page ends this worker to cancel a run,
 * which also gives its memory back.
 *
 * It listens with addEventListener and never assigns `onmessage`: the runtime's threads re-enter this very file.
 */
import { executeBakeoff, type Bakeoff, type BakeoffEvent, type UnitResult } from "#bakeoffs/bakeoff";
import { loadBakeoff } from "#bakeoffs/registry";
import { execute, registrationOf, type Experiment } from "#lab/kit/index";
import { importExperiment } from "#papers/parts";
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

async function run({ slug, what, preset, threads }: StartMessage): Promise<void> {
  let batch: BakeoffEvent[] = [];
  const units: UnitResult[] = [];
  let sent = 0;
  const flush = () => {
    if (batch.length > 0) say({ papertape: "events", events: batch });
    batch = [];
    sent = performance.now();
  };
  try {
    const options = { preset, device: "wasm", threads } as const;
    const { events, bakeoff, registration } = await begin(slug, what, options);
    say({ papertape: "loaded", registration });
    for await (const event of events) {
      batch.push(event);
      if (event.type === "unit" && bakeoff) {
        units.push(event.unit);
        say({ papertape: "report", report: bakeoff.report({ units }) });
      }
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

type Options = Pick<StartMessage, "preset" | "threads"> & { readonly device: "wasm" };

interface Begun {
  readonly events: AsyncGenerator<BakeoffEvent>;
  readonly bakeoff: Bakeoff | null;
  readonly registration: string | null;
}

/** The events of whatever is to be run, and the bake-off if it is one. */
async function begin(slug: string, what: StartMessage["what"], options: Options): Promise<Begun> {
  if (what === "bake-off") {
    const bakeoff = await loadBakeoff(slug);
    if (bakeoff === null) throw new Error(`no bake-off ${slug}`);
    return { events: executeBakeoff(bakeoff, options), bakeoff, registration: null };
  }
  const experiment = await importExperiment(slug);
  return { events: execute(experiment, options), bakeoff: null, registration: await planHash(experiment) };
}

/** null: over plain http a browser computes no hashes, unless the page comes from the machine itself. */
const planHash = async (experiment: Experiment): Promise<string | null> =>
  globalThis.isSecureContext ? ((await registrationOf(experiment))?.hash ?? null) : null;
