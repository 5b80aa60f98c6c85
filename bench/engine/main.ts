/** The engine's benchmark: the same training step in every library, in alternating rounds. `npm run bench:engine` */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { installPeers } from "../install.ts";
import { openLimit } from "./limit.ts";
import { Peer } from "./peer.ts";
import { page, section, type Outcome } from "./report.ts";
import { models, type ModelName } from "./models.ts";
import { writeWork } from "./work.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    steps: { type: "string", default: "3" },
    patience: { type: "string", default: "60" },
    python: { type: "string", default: "python3" },
    write: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
const steps = Number(options.steps);
if (!(rounds >= 1 && steps >= 1))
  throw new RangeError(`--rounds and --steps must be 1 or more, got ${options.rounds} and ${options.steps}`);

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Seconds that a peer may take to start with two steps, and for one round. */
const patience = Number(options.patience);

const inBrowser = "papertape in Chromium";
const peers: Record<string, readonly string[]> = {
  papertape: ["npx", "tsx", here("./peers/papertape.ts")],
  [inBrowser]: ["npx", "tsx", here("./peers/chromium.ts")],
  "jax-js": [process.execPath, here("./peers/jax.js")],
  "TensorFlow.js": [process.execPath, here("./peers/tfjs.js")],
  PyTorch: [options.python, here("./peers/pytorch.py")],
  "PyTorch, compiled": [options.python, here("./peers/pytorch.py"), "--compile"],
};

/** Peers that take longer than this many milliseconds for a step make one in each of the first two rounds only. */
const slow = 4000;

async function compare(model: ModelName, folder: string): Promise<Outcome> {
  await writeWork(model, folder);
  const running: Peer[] = [];
  const missing: Record<string, string> = {};
  const memory: Record<string, number> = {};
  const losses: Record<string, number> = {};
  const slowOnes = new Set<string>();
  const drop = (peer: Peer, error: unknown): void => {
    missing[peer.name] = (error as Error).message;
    peer.end();
  };
  for (const [name, command] of Object.entries(peers)) {
    const peer = new Peer(name, command, folder);
    try {
      await peer.start(patience);
      // Two steps warm it up; the second one's loss shows that everybody does the same work.
      const { times, loss } = await peer.steps(2, patience);
      losses[name] = loss;
      if (times[1] > slow) slowOnes.add(name);
      running.push(peer);
    } catch (error) {
      drop(peer, error);
    }
    console.error(`${model}: ${name} ${missing[name] ?? "is ready"}`);
  }
  const limit = await openLimit(models[model](), "cpu");
  await limit.measure();
  const limits: number[] = [];
  const loads: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Rotated, so that nobody always follows the same neighbour.
    const turn = round % running.length;
    for (const peer of [...running.slice(turn), ...running.slice(0, turn)]) {
      if (slowOnes.has(peer.name) && round > 1) continue;
      try {
        const { times, peak } = await peer.steps(slowOnes.has(peer.name) ? 1 : steps, patience);
        peer.times.push(...times);
        memory[peer.name] = peak;
        // The first one of a session warms it up.
        if (peer.name === inBrowser) for (let i = 0; i < steps; i++) await peer.limit(patience);
      } catch (error) {
        drop(peer, error);
        running.splice(running.indexOf(peer), 1);
      }
    }
    for (let i = 0; i < steps; i++) limits.push(await limit.measure());
    loads.push(loadavg()[0]);
  }
  await limit.release();
  for (const peer of running) peer.end();
  return {
    model,
    rows: running.map(({ name, facts, times, limits }) => ({
      name,
      facts,
      times,
      limits,
      loss: losses[name],
      peak: memory[name],
    })),
    missing,
    limit: { flops: limit.flops, times: limits },
    loads,
  };
}

installPeers(["@jax-js/jax", "@tensorflow/tfjs", "wabt"]);
const folder = await mkdtemp(join(tmpdir(), "papertape-bench-"));
try {
  const outcomes: Outcome[] = [];
  for (const model of ["gpt", "cnn"] as const) {
    outcomes.push(await compare(model, join(folder, model)));
    console.log(section(outcomes.at(-1)!));
  }
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: here("."), encoding: "utf8" }).trim();
  const text = page(
    outcomes,
    `npm run bench:engine -- --python <current PyTorch's> --rounds ${rounds} --steps ${steps} --patience ${patience} --write`,
    commit,
  );
  if (options.write) await writeFile(here("../../docs/performance.md"), text);
} finally {
  await rm(folder, { recursive: true, force: true });
}
