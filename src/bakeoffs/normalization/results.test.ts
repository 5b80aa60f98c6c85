/** The committed run of the bake-off against today's definition, and every row against its shape. */
import { expect, test } from "vitest";
import { z } from "zod";
import type { BakeoffRun } from "../bakeoff.ts";
import bakeoff from "./bakeoff.ts";
import results from "./results.json";

const number = z.number();
const maybe = number.nullable();
const profile = z.strictObject({
  gradient: z.array(maybe),
  matrices: z.array(maybe),
  meanSquare: z.array(maybe),
  variance: z.array(maybe),
  magnitude: z.array(maybe),
  peak: z.array(maybe),
});
const time = z.strictObject({
  milliseconds: number.positive(),
  ratio: z.strictObject({ median: number.positive(), interval: z.tuple([number, number]) }),
});
const row = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("training"),
    arm: z.string(),
    scale: z.enum(["small", "large"]),
    seed: z.int(),
    learningRate: number,
    steps: z.int(),
    loss: maybe,
    trainEvalGap: maybe,
    diverged: z.string().nullable(),
    curve: z.array(z.tuple([number, maybe])),
    milliseconds: maybe,
    size: z.strictObject({
      parameters: z.int(),
      normParameters: z.int(),
      states: z.int(),
      storedBytes: z.int(),
      keptBytes: z.int(),
    }),
    depth: z.strictObject({ start: profile.optional(), quarter: profile.optional(), end: profile.optional() }),
  }),
  z.strictObject({
    kind: z.literal("stability"),
    arm: z.string(),
    steps: z.int(),
    learningRates: z.array(z.strictObject({ learningRate: number, first: number, last: maybe })),
    largest: maybe,
    depth: z.strictObject({ start: profile.optional(), end: profile.optional() }),
  }),
  z.strictObject({ kind: z.literal("step time"), rounds: z.int(), arms: z.record(z.string(), time), noise: number }),
  z.strictObject({
    kind: z.literal("forward pass"),
    batch: z.int(),
    length: z.int(),
    rounds: z.int(),
    arms: z.record(z.string(), time),
    folded: z.record(z.string(), number),
    noise: number,
  }),
  z.strictObject({
    kind: z.literal("sanity checks"),
    checks: z.array(z.strictObject({ statement: z.string(), value: number, limit: number })),
  }),
]);

const runs = results.runs as unknown as BakeoffRun[];

const isToday = runs.every(({ preset, definition }) => definition === bakeoff.definition(preset));

test("the run that ships is whole, says on what machine and when it was made, and has today's units if it is of today's definition", () => {
  expect(runs).toHaveLength(1);
  const [run] = runs;
  expect(run).toMatchObject({ bakeoff: "normalization", preset: "full", origin: "committed", state: "finished" });
  const keys = run.units.map(({ key }) => key).sort();
  expect(new Set(keys).size).toBe(keys.length);
  // Of another definition, the page says that it is outdated until it is recorded again.
  if (isToday)
    expect(keys).toEqual(
      bakeoff
        .units("full")
        .map(({ key }) => key)
        .sort(),
    );
  expect(run.machine.cpu).not.toBe("");
  expect(Date.parse(run.finishedAt!)).toBeGreaterThan(Date.parse(run.startedAt));
});

test("every row has the shape that the page reads, and says why where a training has no loss", () => {
  for (const unit of runs[0].units) {
    const parsed = row.parse(unit.row);
    if (parsed.kind === "training") expect(parsed.loss === null, unit.key).toBe(parsed.diverged !== null);
    if (parsed.kind === "sanity checks")
      for (const { statement, value, limit } of parsed.checks) expect(value, statement).toBeLessThanOrEqual(limit);
    if (parsed.kind === "forward pass")
      for (const [arm, gap] of Object.entries(parsed.folded)) expect(gap, arm).toBeLessThan(1e-4);
  }
});

test("its report has every arm, several seeds, and a reading, and rows of all papers that it names", () => {
  const { rows, reading, figures } = bakeoff.report(runs[0]);
  expect(new Set(bakeoff.papers)).toEqual(new Set(rows.flatMap(({ paper }) => paper ?? [])));
  expect(rows).toHaveLength(12);
  for (const { name, cells } of rows) expect(cells.loss.units.length, name).toBeGreaterThanOrEqual(3);
  expect(figures.map(({ kind }) => kind)).toEqual(["intervals", "multiples", "multiples", "chart"]);
  expect(reading.length).toBeGreaterThan(5);
});
