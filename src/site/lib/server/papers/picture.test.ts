import type { RunSummary } from "#library/catalogue";
import { describe, expect, test } from "vitest";
import { bestRun } from "./picture.ts";

const run = (id: string, more: Partial<RunSummary>): RunSummary =>
  ({
    id,
    state: "finished",
    preset: "full",
    origin: "cli",
    startedAt: "2026-01-01T00:00:00Z",
    superseded: false,
    ...more,
  }) as RunSummary;

describe("the run behind the picture", () => {
  test("is what ships with the paper, before anything newer", () => {
    const runs = [run("own", { startedAt: "2026-05-01T00:00:00Z" }), run("shipped", { origin: "committed" })];
    expect(bestRun(runs)?.id).toBe("shipped");
  });
  test("is the newest full run of this installation where nothing shipped", () => {
    const runs = [
      run("old", {}),
      run("new", { startedAt: "2026-05-01T00:00:00Z" }),
      run("visitor", { origin: "browser", startedAt: "2026-09-01T00:00:00Z" }),
    ];
    expect(bestRun(runs)?.id).toBe("new");
  });
  test("is a quick one only where there is nothing else", () => {
    expect(bestRun([run("quick", { preset: "quick" }), run("full", {})])?.id).toBe("full");
    expect(bestRun([run("quick", { preset: "quick" })])?.id).toBe("quick");
  });
  test("is never a visitor's, not even where there is nothing else", () => {
    expect(bestRun([run("quick", { preset: "quick" }), run("visitor", { origin: "browser" })])?.id).toBe("quick");
    expect(bestRun([run("visitor", { origin: "browser" })])).toBeNull();
  });
  test("is never one that did not finish or that was replaced", () => {
    expect(
      bestRun([run("a", { state: "running" }), run("b", { state: "cancelled" }), run("c", { superseded: true })]),
    ).toBeNull();
  });
});
