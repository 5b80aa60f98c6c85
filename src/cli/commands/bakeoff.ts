/** `papertape bakeoff <name>`: compares papers on equal footing, unit by unit. */
import { formatSeconds } from "#library/words/time";
import { randomUUID } from "node:crypto";
import { relative } from "node:path";
import { computeBakeoff } from "../bakeoff/compute.ts";
import { describeBakeoff } from "../bakeoff/describe.ts";
import { writeBakeoffResults } from "../bakeoff/results.ts";
import { command } from "../command.ts";
import { exitCodes, Failure, UnknownName, UsageError } from "../failure.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { machineHere, versionsHere } from "../run/machine.ts";
import { readThreads } from "../run/threads.ts";
import { readSettings } from "../settings.ts";
import { withStore } from "../store.ts";
import { createProgress } from "../terminal/progress.ts";
import { printable } from "../terminal/width.ts";

export default command({
  name: "bakeoff",
  details: [
    "A bake-off is made of units: one arm trained with one seed, one round of timing. Each is stored when it is done. Ctrl-C stops after the current step (a second one leaves at once), and the same command goes on where a run was stopped or its process was killed; only units of the same definition, on the same machine, versions and threads, are put together.",
  ],
  args: {
    name: { type: "positional", required: true, description: "which one: normalization, optimizers, attention, depth" },
    preset: { type: "enum", options: ["quick", "full"], default: "quick", description: "how much work" },
    threads: { type: "string", valueHint: "n", description: "compute on so many cores (default: all)" },
    anew: { type: "boolean", description: "begin a new run, even if one is not finished" },
    record: { type: "boolean", description: "write the run to the bake-off's results.json (full preset)" },
    json: { type: "boolean", description: "print the run as JSON, as GET /api/bakeoffs/runs/<id> answers it" },
  },
  examples: [
    { line: "bakeoff normalization", does: "the quick preset" },
    { line: "bakeoff normalization --preset full", does: "all arms and seeds; goes on where it was stopped" },
    { line: "bakeoff normalization --preset full --record", does: "the results that ship with papertape" },
  ],
  async run({ name, preset, threads, anew, record, json }, io) {
    const { bakeoffSlugs, loadBakeoff } = await import("#bakeoffs/registry");
    const { refusalOf } = await import("#bakeoffs/bakeoff");
    const bakeoff = await loadBakeoff(name);
    if (bakeoff === null)
      throw new UnknownName(`no bake-off ${JSON.stringify(name)}; there is: ${bakeoffSlugs.join(", ")}`);
    if (record && preset !== "full") throw new UsageError("--record needs --preset full");
    const refusal = refusalOf(bakeoff, preset);
    if (refusal !== null) throw new Failure(refusal);
    const cores = readThreads(threads);
    const interrupt = listenForInterrupt(() =>
      io.err.line("\nstopping after this step; the same command goes on from here (Ctrl-C again leaves at once)"),
    );
    try {
      return await withStore(readSettings(), `papertape bakeoff ${name}`, async ({ bakeoffs, address }) => {
        const run = await bakeoffs.begin(
          {
            id: randomUUID(),
            bakeoff: name,
            preset,
            definition: bakeoff.definition(preset),
            device: "cpu",
            threads: cores,
            versions: versionsHere(),
            machine: machineHere(),
            startedAt: new Date().toISOString(),
          },
          { anew: anew === true },
        );
        const units = bakeoff.units(preset);
        if (run.units.length > 0)
          io.err.line(`going on with run ${run.id}: ${run.units.length} of ${units.length} units are done`);
        const titles = new Map(units.map(({ key, title }) => [key, title]));
        const progress = createProgress(io.err, {
          title: `${name} ${preset}`,
          expected: bakeoff.presets[preset].seconds.node,
          spent: run.units.reduce((sum, { seconds }) => sum + seconds, 0),
        });
        const done = await computeBakeoff({
          bakeoff,
          run,
          bakeoffs,
          signal: interrupt.signal,
          onEvent(event) {
            if (event.type === "progress") progress.update(event.fraction, event.text);
            if (event.type === "note") progress.say(`note: ${printable(event.text)}`);
            if (event.type === "unit")
              progress.say(`done: ${titles.get(event.unit.key)}, ${formatSeconds(event.unit.seconds)}`);
          },
        })
          .catch((error: unknown) => {
            const reason = error instanceof Error ? error.message : String(error);
            throw new Failure(`the bake-off ${name} failed: ${reason}`, { cause: error });
          })
          .finally(() => progress.end());
        if (json) io.out.json(done);
        else describeBakeoff(bakeoff, done, address, io.out);
        if (done.state === "cancelled") return exitCodes.interrupted;
        if (!record) return exitCodes.ok;
        const path = await writeBakeoffResults({ ...done, id: randomUUID(), origin: "committed" });
        io.err.line(`\nwritten to ${relative("", path)}; commit it to make these the results that ship`);
        return exitCodes.ok;
      });
    } finally {
      interrupt.release();
    }
  },
});
