import { expect, test } from "vitest";
import { initialize, input, Scope } from "#engine";
import { createLab, type LabEvent } from "#lab/kit/index";
import { tuningSeeds } from "#lab/training/tuning/index";
import { contenders, memoryArms, type MemoryArm } from "./arms.ts";
import { asWritten, memorizingPart } from "./memorizing.ts";
import { isLate, memoryRows } from "./memory.ts";
import { full, repeatSeed, type NapLab } from "./settings.ts";

/** The net's parameters at the start of a seed. */
function startOf(name: MemoryArm) {
  const scope = new Scope();
  memoryArms[name].net([8, 8])(scope, input("x", [2, 6]), 3);
  return initialize(scope, 1);
}

test("whatever a contender with projection starts from, one without it starts from as well", () => {
  expect(startOf("NaP")).toEqual(startOf("LN"));
  expect(startOf("NaP, output too")).toEqual(startOf("LN, scaled output"));
  expect(Object.keys(startOf("LN, scaled output"))).toHaveLength(Object.keys(startOf("LN")).length + 1);
});

test("late tasks are the second half", () => {
  expect([1, 2, 3, 4, 5, 6].filter((task) => isLate(task, 6))).toEqual([4, 5, 6]);
  expect([1, 2, 3, 4, 5].filter((task) => isLate(task, 5))).toEqual([3, 4, 5]);
});

test("no stream and no agent of a comparison has a seed of tuning", () => {
  const repeats = Math.max(full.memory.streams, ...Object.values(full.control.replicates));
  const used = Array.from({ length: full.seeds }, (_, at) =>
    Array.from({ length: repeats }, (_, repeat) => repeatSeed(at + 1, repeat)),
  ).flat();
  expect(new Set(used).size).toBe(full.seeds * repeats);
  for (const seed of used) expect(tuningSeeds).not.toContain(seed);
});

test("contenders are the mean of their streams, which differ, and the first is what one stream gives", async () => {
  const rows = await memoryRows();
  const measured = async (streams: number) => {
    const events: LabEvent[] = [];
    const work = memorizingPart(
      createLab(1, "cpu", 1) as NapLab,
      { ...full, memory: { tasks: 2, steps: 4, streams } },
      rows,
    );
    for await (const event of work) events.push(event);
    const [note] = events.flatMap((event) => (event.type === "note" ? [event.text] : []));
    const late = (name: string) => Number(new RegExp(`(?:: |, )${name} ([\\d.]+) \\(`).exec(note)![1]);
    return { late, drawn: events.filter(({ type }) => type === "point").length };
  };
  const [one, two] = [await measured(1), await measured(2)];
  expect(two.drawn).toBe(one.drawn);
  expect(two.late("plain")).toBe(one.late("plain"));
  expect(contenders.some((name) => two.late(name) !== one.late(name))).toBe(true);
  expect(two.late(asWritten)).not.toBe(one.late(asWritten));
});
