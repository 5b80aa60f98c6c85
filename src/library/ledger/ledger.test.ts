import { describe, expect, test } from "vitest";
import type { PresetName, RunOrigin } from "../catalogue.ts";
import { far, halves, measured } from "../testing/shelf.ts";
import { countReproduced, judgeEvidence, ledgerRow, meanOf, type ClaimSamples } from "./ledger.ts";

let day = 0;
const run = (
  origin: RunOrigin,
  preset: PresetName,
  values: readonly (number | null)[],
  registration: string | null = "today",
): ClaimSamples => ({
  run: `run-${++day}`,
  origin,
  preset,
  registration,
  startedAt: new Date(Date.UTC(2026, 0, day)),
  values: measured("halves", values),
});
const committed = run("committed", "full", [0.5, 0.52, 0.48]);

describe("the evidence of a verdict", () => {
  test("is the committed results, whatever else was run", () => {
    const others = [
      run("browser", "full", [3, 3.1, 2.9]),
      run("server", "full", [2, 2.1, 1.9]),
      run("cli", "quick", [9]),
    ];
    expect(judgeEvidence(halves, [...others, committed])).toEqual(judgeEvidence(halves, [committed]));
    expect(judgeEvidence(halves, [committed])).toMatchObject({
      evidence: "committed",
      judgement: { verdict: "matches" },
    });
  });
  test("is this installation's own full runs where none shipped", () => {
    const own = [run("server", "full", [2, 2.1]), run("cli", "full", [2, 2.1, 1.9])];
    expect(judgeEvidence(halves, own)).toMatchObject({
      evidence: "own",
      judgement: { verdict: "contradicted", seeds: 3 },
    });
  });
  test("is never put together from two plans: the newest full run says which", () => {
    const [old, new_] = [run("cli", "full", [2, 2.1, 1.9], null), run("cli", "full", [0.5, 0.52, 0.48], "today")];
    const both = judgeEvidence(halves, [old, new_]);
    expect(both).toEqual(judgeEvidence(halves, [new_]));
    expect(both.judgement).toMatchObject({ verdict: "matches", seeds: 3 });
  });
  test("is never a visitor's run nor a quick one, however many there are", () => {
    const others = Array.from({ length: 50 }, () => run("browser", "full", [0.5, 0.52, 0.48]));
    expect(judgeEvidence(halves, [...others, run("server", "quick", [0.5, 0.5])])).toMatchObject({
      evidence: null,
      judgement: { verdict: null, seeds: 0 },
    });
  });
  test("is missing for a claim out of reach without a stand-in, whose verdict is beyond", () => {
    const claim = { ...halves, outOfScope: { why: "needs a cluster" } };
    expect(judgeEvidence(claim, [])).toMatchObject({ evidence: null, judgement: { verdict: "beyond" } });
  });
});

test("runs of another plan stand by themselves in a row, and neither agree nor differ", () => {
  const row = ledgerRow("halves", halves, [
    committed,
    run("cli", "quick", [0.5], "older"),
    run("cli", "quick", [0.5]),
    run("cli", "quick", [3], null),
  ]);
  expect(row.groups.map(({ origin, runs, otherPlan, agrees }) => [origin, runs, otherPlan, agrees])).toEqual([
    ["committed", 1, false, true],
    ["cli", 1, false, true],
    ["cli", 1, true, null],
    ["cli", 1, true, null],
  ]);
  expect(row.latest!.value).toBeCloseTo(3);
  expect(row.latest!.agrees).toBeNull();
});

describe("the groups of a row", () => {
  const quick = [run("browser", "quick", [0.4]), run("browser", "quick", [0.52]), run("browser", "quick", [1.4])];
  const row = ledgerRow("halves", halves, [...quick, committed, run("browser", "full", [1.5, 1.52, 1.48])]);

  test("keep origins and presets apart, the ground first", () => {
    expect(row.groups.map(({ origin, preset, runs }) => [origin, preset, runs])).toEqual([
      ["committed", "full", 1],
      ["browser", "full", 1],
      ["browser", "quick", 3],
    ]);
    expect(row.runs).toBe(5);
  });
  test("show a median with its range, and whether it agrees with the ledger", () => {
    expect(row.groups[2]).toMatchObject({ median: 0.52, low: 0.4, high: 1.4, seeds: 1, agrees: true });
    expect(row.groups[1]).toMatchObject({ agrees: false });
  });
  test("are judged on their own only where the preset is full", () => {
    expect(row.groups.map(({ judgement }) => judgement?.verdict ?? null)).toEqual(["matches", "contradicted", null]);
  });
  test("have no median when a run diverged, and still a range", () => {
    const { groups } = ledgerRow("halves", halves, [run("cli", "quick", [null]), run("cli", "quick", [0.5])]);
    expect(groups[0]).toMatchObject({ runs: 2, median: null, low: 0.5, high: 0.5, agrees: null });
  });
  test("of an even number of runs have the middle of the middle two as median", () => {
    const { groups } = ledgerRow("halves", halves, [run("cli", "quick", [1]), run("cli", "quick", [2])]);
    expect(groups[0].median).toBe(1.5);
  });
});

describe("the latest value", () => {
  test("is the mean of the newest run, of any origin but a visitor's browser", () => {
    const newest = run("cli", "quick", [0.5, 0.54]);
    const forged = run("browser", "full", [7]);
    expect(ledgerRow("halves", halves, [newest, committed, forged]).latest).toMatchObject({
      run: newest.run,
      origin: "cli",
      preset: "quick",
      value: meanOf(halves, newest.values),
      agrees: true,
    });
  });
  test("is missing while nothing was run", () => {
    expect(ledgerRow("halves", halves, [])).toMatchObject({ latest: null, evidence: null, groups: [], runs: 0 });
  });
});

test("m of n counts claims that match or hold; stand-ins are counted beside them, and every claim is in n", () => {
  const verdicts = [
    { verdict: "matches", proxy: false },
    { verdict: "holds", proxy: false },
    { verdict: "holds", proxy: true },
    { verdict: "contradicted", proxy: false },
    { verdict: "beyond", proxy: false },
    { verdict: null, proxy: true },
  ] as const;
  expect(countReproduced(verdicts)).toEqual({ direct: 2, proxy: 1, total: 6 });
  expect(judgeEvidence(far, [committed]).judgement).toMatchObject({ verdict: "matches", proxy: true });
});
