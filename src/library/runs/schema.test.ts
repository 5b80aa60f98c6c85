import { describe, expect, test } from "vitest";
import type { RunRecord } from "../catalogue.ts";
import { committedRun, drawn, measured, runOf } from "../testing/shelf.ts";
import { parseAs } from "./check.ts";
import { limits, runRecordSchema } from "./schema.ts";

const parse = (run: unknown) => parseAs(runRecordSchema, run);
const reasons = (run: unknown): readonly string[] => {
  try {
    parse(run);
    return [];
  } catch (error) {
    return (error as { details: readonly string[] }).details;
  }
};

test("a run record passes unchanged", () => {
  for (const run of [runOf(), committedRun([0.5, null]), runOf({ points: drawn(limits.points) })])
    expect(parse(run)).toEqual(run);
});

test("a run id is compared in lower case", () => {
  const run = runOf();
  expect(parse({ ...run, id: run.id.toUpperCase() }).id).toBe(run.id);
});

describe("refused, naming the place", () => {
  const point = drawn(1)[0];
  test.each<[string, Partial<Record<keyof RunRecord | "extra", unknown>>, RegExp]>([
    ["a number that is not finite", { points: [{ ...point, x: Infinity }] }, /^points\.0\.x:/],
    ["no number", { measurements: [{ ...measured("halves", [1])[0], value: NaN }] }, /^measurements\.0\.value:/],
    [
      "a number in quotes",
      { measurements: [{ ...measured("halves", [1])[0], value: "1" }] },
      /^measurements\.0\.value:/,
    ],
    ["more points than a run may hold", { points: drawn(limits.points + 1) }, /^points:.*20000/],
    ["more notes", { notes: Array(limits.notes + 1).fill("x") }, /^notes:/],
    ["a note of a million characters", { notes: ["x".repeat(1e6)] }, /^notes\.0:/],
    ["a seed below zero", { seeds: [-1] }, /^seeds\.0:/],
    ["a seed that no column holds", { seeds: [2 ** 31] }, /^seeds\.0:/],
    ["a fraction of a seed", { seeds: [1.5] }, /^seeds\.0:/],
    ["no seed", { seeds: [] }, /^seeds:/],
    ["a seed twice", { seeds: [1, 1] }, /^seeds: names a seed twice/],
    ["a NUL", { machine: { ...runOf().machine, cpu: "a\u0000b" } }, /^machine\.cpu: contains control characters/],
    ["half a character", { notes: ["\ud800"] }, /^notes\.0: contains control/],
    ["an id that is none", { id: "1; drop table runs" }, /^id:/],
    ["a day for a moment", { startedAt: "2026-01-02" }, /^startedAt:/],
    ["a moment in another zone", { startedAt: "2026-01-02T10:00:00+02:00" }, /^startedAt:/],
    ["a month 13", { startedAt: "2026-13-02T10:00:00Z" }, /^startedAt:/],
    ["an unknown device", { device: "tpu" }, /^device:/],
    ["a field that is not in the schema", { extra: 1 }, /extra/],
    ["hundreds of versions", { versions: Object.fromEntries(drawn(300).map(({ x }) => [`p${x}`, "1"])) }, /^versions:/],
  ])("%s", (_, fields, reason) => {
    expect(reasons({ ...runOf(), ...fields })).toEqual([expect.stringMatching(reason)]);
  });

  test.each([null, undefined, 1, "run", [], {}])("%j is no run", (value) =>
    expect(reasons(value).length).toBeGreaterThan(0),
  );

  test("with at most twenty reasons, however many there are", () => {
    const found = reasons({ ...runOf(), notes: Array(100).fill(1) });
    expect(found).toHaveLength(21);
    expect(found.at(-1)).toBe("and 80 more");
  });
});
