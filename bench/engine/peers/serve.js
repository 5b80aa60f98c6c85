/** How a peer talks to the benchmark: lines on stdin ask for steps, lines of JSON on stdout answer with times. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The work in a folder: settings, first values by name, and the batch by name. */
export function readWork(folder) {
  const work = JSON.parse(readFileSync(join(folder, "work.json"), "utf8"));
  const bytes = new Uint8Array(readFileSync(join(folder, "work.bin"))).buffer;
  const at = ({ offset, length, dtype }) =>
    new (dtype === "int32" ? Int32Array : Float32Array)(bytes, offset * 4, length);
  return {
    ...work,
    parameters: work.parameters.map((spec) => ({ ...spec, values: at(spec) })),
    batch: Object.fromEntries(work.batch.map((spec) => [spec.name, at(spec)])),
  };
}

/**
 * Runs `create(work)` -> { facts, step } and then as many steps as every line asks for.
 * `step` resolves to the loss before the update, or to { loss, time } where it has a better clock. A line "limit" asks a
 * peer that can for the time of the matrix products alone. `end` cleans up.
 */
export async function serve(create, end = () => {}) {
  const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
  const work = readWork(process.argv[2]);
  const start = performance.now();
  const { facts, step, limit } = await create(work);
  say({ facts: { ...facts, creation: performance.now() - start } });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === "limit") {
      say({ limit: limit ? await limit() : null });
      continue;
    }
    const times = [];
    let loss = NaN;
    for (let i = 0; i < Number(line); i++) {
      const before = performance.now();
      const result = await step();
      loss = result.loss ?? result;
      times.push(result.time ?? performance.now() - before);
    }
    say({ times, loss, peak: process.resourceUsage().maxRSS * 1024 });
  }
  await end();
  process.exit(0);
}
