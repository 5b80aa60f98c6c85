/** The shelf tests itself: every paper on disk is listed, well formed, and does what its table line says. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { faultsOf, judge, seedsOf, type Measurement } from "#lab/kit/index";
import { committedRuns, loadExperiment, loadExport, papers, slugsWithExperiment } from "./registry.ts";
import { recordingState } from "./recording.ts";
import { topics } from "./topics.ts";

const room = import.meta.dirname;
const has = (slug: string, file: string) => existsSync(join(room, slug, file));

const folders = readdirSync(room).filter((name) => has(name, "paper.ts"));

test("every paper folder is on the shelf, once, under its folder's name", () => {
  expect(papers.map(({ slug }) => slug).sort()).toEqual(folders.sort());
});

test("every paper with an experiment is in running.ts, and the others are in planned.ts", () => {
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
      expect(claim.statement, id).not.toMatch(/[.!]$/);
      expect(claim.unit, id).not.toBe("");
      if (claim.outOfScope) expect(claim.outOfScope.why, id).not.toBe("");
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

describe.each(slugsWithExperiment)("%s runs", (slug) => {
  const paper = papers.find((candidate) => candidate.slug === slug)!;

  test("has its files: method, oracle, experiment, README, results, and an export or the reason why there is none", () => {
    const files = ["method.ts", "method.test.ts", "experiment/index.ts", "README.md", "results.json"];
    const reason = paper.notATensorProgram;
    if (reason === undefined) files.push("export.ts");
    else expect(has(slug, "export.ts"), `export.ts, though paper.ts says: ${reason}`).toBe(false);
    expect(files.filter((file) => !has(slug, file))).toEqual([]);
  });

  // Without a run it is not recorded yet: a state like any other, which its README says.
  test("ships full results that fit today's claims, presets and charts, or none yet", async () => {
    const experiment = (await loadExperiment(slug))!;
    const runs = await committedRuns(slug);
    const isOlder = (await recordingState(experiment, runs)) === "older plan";
    for (const run of runs) {
      expect(run).toMatchObject({ paper: slug, origin: "committed", state: "finished", preset: "full" });
      // What an older plan measured and drew may be gone; it is shown as such until it is recorded again.
      if (isOlder) continue;
      expect(run.seeds).toEqual(seedsOf(experiment, "full"));
      expect(new Set(run.measurements.map(({ claim }) => claim))).toEqual(new Set(experiment.measures));
      expect(run.points.filter(({ chart }) => !(chart in experiment.charts))).toEqual([]);
      // A page reads them all.
      expect(run.points.length).toBeLessThanOrEqual(1_000);
      expect(new Set(run.points.map(({ seed }) => seed)).size).toBeLessThanOrEqual(3);
    }
  });

  test("gets a verdict for every measured claim from the committed results", async () => {
    const experiment = (await loadExperiment(slug))!;
    const runs = await committedRuns(slug);
    const all: Measurement[] = runs.flatMap((run) => run.measurements);
    if ((await recordingState(experiment, runs)) !== "recorded") return;
    const unjudged = experiment.measures.filter(
      (id) =>
        judge(
          paper.claims[id],
          all.filter(({ claim }) => claim === id),
        ).verdict === null,
    );
    expect(unjudged).toEqual([]);
  });

  test("explains in its README what was reproduced, what was not, and what we decided", () => {
    const readme = readFileSync(join(room, slug, "README.md"), "utf8");
    for (const heading of ["## Reproduced", "## Not reproduced", "## Decided by us"]) expect(readme).toContain(heading);
  });
});
