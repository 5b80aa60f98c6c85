/** The shelf tests itself: every paper on disk is listed, well formed, and does what its table line says. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { execute, faultsOf, judge, seedsOf, type LabEvent, type Measurement } from "#lab/kit/index";
import { committedRuns, loadExperiment, loadExport, papers, slugsWithExperiment } from "./registry.ts";
import { topics } from "./topics.ts";

const room = import.meta.dirname;
const has = (slug: string, file: string) => existsSync(join(room, slug, file));

const folders = readdirSync(room).filter((name) => has(name, "paper.ts"));

test("every paper folder is on the shelf, once, under its folder's name", () => {
  expect(papers.map(({ slug }) => slug).sort()).toEqual(folders.sort());
});

test("every experiment on disk is in the table, and the other way round", () => {
  expect([...slugsWithExperiment].sort()).toEqual(folders.filter((slug) => has(slug, "experiment/index.ts")).sort());
});

describe.each(papers.map((paper) => [paper.slug, paper] as const))("%s", (_, paper) => {
  test("states claims, known topics and a summary whose first sentence can stand in a list", () => {
    expect(Object.keys(paper.claims).length).toBeGreaterThan(0);
    expect(paper.topics.length).toBeGreaterThan(0);
    expect(paper.topics.filter((topic) => !(topic in topics))).toEqual([]);
    expect(paper.summary.split(/(?<=[.?])\s/)[0].length).toBeLessThan(260);
  });
  test("words its claims as clauses, and can hold a measurement against each", () => {
    for (const [id, claim] of Object.entries(paper.claims)) {
      expect(claim.says, id).not.toMatch(/[.!]$/);
      expect(claim.unit, id).not.toBe("");
      if (claim.beyond) expect(claim.beyond.why, id).not.toBe("");
    }
  });
  test("says beforehand which effect of each claim would matter, at most half of what the paper states", () => {
    const faults = Object.entries(paper.claims).flatMap(([id, claim]) =>
      faultsOf(claim).map((fault) => `${id}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });
});

test("a slug that is nobody's has nothing to run, not even one that every object knows", async () => {
  for (const slug of ["nope", "__proto__", "constructor"])
    expect([await loadExperiment(slug), await committedRuns(slug), await loadExport(slug)]).toEqual([null, [], null]);
});

/** What must be the same in two runs: everything but measured time. */
const repeatable = (events: readonly LabEvent[], timed: ReadonlySet<string>) =>
  events.filter((event) => event.type === "measure" && !timed.has(event.claim));

describe.each(slugsWithExperiment)("%s runs", (slug) => {
  const paper = papers.find((candidate) => candidate.slug === slug)!;

  test("has its five files and its committed results", () => {
    const missing = [
      "method.ts",
      "method.test.ts",
      "experiment/index.ts",
      "README.md",
      "export.ts",
      "results.json",
    ].filter((file) => !has(slug, file));
    expect(missing).toEqual([]);
  });

  test("measures every claim it says it measures, draws only charts it declares, and repeats itself", async () => {
    const experiment = (await loadExperiment(slug))!;
    const timed = new Set(experiment.measures.filter((id) => paper.claims[id].kind === "speed"));
    const once = async () => {
      const events: LabEvent[] = [];
      for await (const event of execute(experiment, { preset: "smoke", seeds: [1], device: "cpu", threads: 1 }))
        events.push(event);
      return events;
    };
    const first = await once();
    const measured = new Set(first.flatMap((event) => (event.type === "measure" ? [event.claim] : [])));
    expect([...measured].sort()).toEqual([...experiment.measures].sort());
    const charts = new Set(first.flatMap((event) => (event.type === "point" ? [event.chart] : [])));
    expect([...charts].sort()).toEqual(Object.keys(experiment.charts).sort());
    expect(repeatable(await once(), timed)).toEqual(repeatable(first, timed));
  }, 120_000);

  test("ships full results that fit today's claims, presets and charts", async () => {
    const experiment = (await loadExperiment(slug))!;
    const runs = await committedRuns(slug);
    expect(runs.length).toBeGreaterThan(0);
    for (const run of runs) {
      expect(run).toMatchObject({ paper: slug, origin: "committed", state: "finished", preset: "full" });
      expect(run.seeds).toEqual(seedsOf(experiment, "full"));
      expect(new Set(run.measurements.map(({ claim }) => claim))).toEqual(new Set(experiment.measures));
      expect(run.points.filter(({ chart }) => !(chart in experiment.charts))).toEqual([]);
    }
  });

  test("gets a verdict for every measured claim from the committed results", async () => {
    const experiment = (await loadExperiment(slug))!;
    const all: Measurement[] = (await committedRuns(slug)).flatMap((run) => run.measurements);
    const unjudged = experiment.measures.filter(
      (id) =>
        judge(
          paper.claims[id],
          all.filter(({ claim }) => claim === id),
        ).verdict === null,
    );
    expect(unjudged).toEqual([]);
  });

  test("leaves as an ONNX model", async () => {
    const { onnx, description } = await (await loadExport(slug))!();
    expect(onnx.byteLength).toBeGreaterThan(100);
    expect(description).not.toBe("");
  });

  test("explains in its README what was reproduced, what was not, and what we decided", () => {
    const readme = readFileSync(join(room, slug, "README.md"), "utf8");
    for (const heading of ["## Reproduced", "## Not reproduced", "## Decided by us"]) expect(readme).toContain(heading);
  });
});
