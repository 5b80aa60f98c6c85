import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { UnitResult } from "#bakeoffs/bakeoff";
import { loadBakeoff } from "#bakeoffs/registry";
import { overBothDrivers } from "../testing/stores.ts";
import { createBakeoffs, type BakeoffStart } from "./bakeoffs.ts";

const startOf = (changes: Partial<BakeoffStart> = {}): BakeoffStart => ({
  id: randomUUID(),
  bakeoff: "normalization",
  preset: "quick",
  definition: "0123456789abcdef",
  device: "cpu",
  threads: 1,
  versions: { papertape: "0.1.0" },
  machine: { cpu: "x", cores: 2, os: "Linux", runtime: "Node.js" },
  startedAt: "2026-01-02T03:04:05.000Z",
  ...changes,
});
const unit = (key: string): UnitResult => ({
  key,
  finishedAt: "2026-01-02T03:05:00.000Z",
  seconds: 1.5,
  row: { kind: "sanity checks", checks: [] },
});

overBothDrivers("runs of a bake-off", (store) => {
  const bakeoffs = () => createBakeoffs(store.db);

  test("keep each unit as it is done, once, and can be read again", async () => {
    const { id } = await bakeoffs().begin(startOf());
    await bakeoffs().addUnit(id, unit("train/a/1"));
    await bakeoffs().addUnit(id, { ...unit("train/a/1"), seconds: 99 });
    await bakeoffs().addUnit(id, unit("forward-pass/1x64"));
    await bakeoffs().finish(id, { state: "finished", finishedAt: "2026-01-02T03:06:00.000Z", error: null });
    const run = (await bakeoffs().run(id))!;
    expect(run.units.map(({ key, seconds }) => [key, seconds])).toEqual([
      ["forward-pass/1x64", 1.5],
      ["train/a/1", 1.5],
    ]);
    expect(run).toMatchObject({ state: "finished", origin: "cli", finishedAt: "2026-01-02T03:06:00.000Z" });
    const summaries = (await bakeoffs().runs("normalization")).filter(({ origin }) => origin === "cli");
    expect(summaries).toMatchObject([{ id, done: 2, units: 2 }]);
  });

  test("go on where one was killed or stopped, but only with units that can stand beside each other", async () => {
    const first = await bakeoffs().begin(startOf());
    await bakeoffs().addUnit(first.id, unit("train/a/1"));
    // Its process was killed: nothing was said, and the next one goes on.
    const second = await bakeoffs().begin(startOf());
    expect([second.id, second.units.length]).toEqual([first.id, 1]);
    await bakeoffs().finish(first.id, { state: "cancelled", finishedAt: "2026-01-02T03:06:00.000Z", error: null });
    expect(await bakeoffs().begin(startOf())).toMatchObject({ id: first.id, state: "running", finishedAt: null });
    for (const other of [
      { threads: 2 },
      { preset: "full" as const },
      { definition: "fedcba9876543210" },
      { machine: { ...startOf().machine, cpu: "y" } },
      { versions: { papertape: "0.2.0" } },
    ])
      expect((await bakeoffs().begin(startOf(other))).units, JSON.stringify(other)).toEqual([]);
    expect((await bakeoffs().begin(startOf(), { anew: true })).id).not.toBe(first.id);
  });

  test("that have finished are not gone on with", async () => {
    const { id } = await bakeoffs().begin(startOf());
    await bakeoffs().finish(id, { state: "finished", finishedAt: "2026-01-02T03:06:00.000Z", error: null });
    expect((await bakeoffs().begin(startOf())).id).not.toBe(id);
  });

  test("say how many units they lack of those that are defined now", async () => {
    const bakeoff = (await loadBakeoff("normalization"))!;
    const { id } = await bakeoffs().begin(startOf({ definition: bakeoff.definition("quick") }));
    const summary = (await bakeoffs().runs("normalization")).find((run) => run.id === id)!;
    expect([summary.done, summary.units]).toEqual([0, bakeoff.units("quick").length]);
  });

  test("refuse what is malformed or belongs to no run", async () => {
    await expect(bakeoffs().begin(startOf({ definition: "x" }))).rejects.toMatchObject({
      code: "INVALID_RUN",
      details: ["definition: is not a fingerprint"],
    });
    await expect(bakeoffs().addUnit(randomUUID(), unit("a"))).rejects.toMatchObject({ code: "NO_SUCH_RUN" });
    await expect(bakeoffs().addUnit("nobody", unit("a"))).rejects.toMatchObject({ code: "NO_SUCH_RUN" });
    const { id } = await bakeoffs().begin(startOf());
    await expect(bakeoffs().addUnit(id, unit("a b"))).rejects.toMatchObject({ code: "INVALID_RUN" });
    expect(await bakeoffs().run("nobody")).toBeNull();
  });
});
