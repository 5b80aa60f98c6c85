/** A paper of the shelf, recorded and verified as the commands do it, with settings as small as they get. */
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { drain, type Measurement } from "#lab/kit/index";
import { expectedRows } from "#papers/readme";
import { paperBySlug } from "#papers/registry";
import { executeFull } from "../run/seeds/full.ts";
import { openSession } from "../run/seeds/session.ts";
import { smallExperiment } from "../run/seeds/testing/small.ts";
import { temporaryFolder } from "../testing.ts";
import { compareSeeds } from "./compare.ts";
import { faultsIn } from "./results.ts";

const slug = "pre-rmsnorm";
const program = join(import.meta.dirname, "../run/seeds/testing/small-process.ts");
const { signal } = new AbortController();

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

test("what is recorded has nothing to mend, computes again to the same numbers but for time, and is refused once its plan changed", async () => {
  const paper = paperBySlug(slug)!;
  const experiment = (await smallExperiment(slug))!;
  const seeds = [1, 2];
  const session = await openSession({
    dataDir: folder.path,
    slug,
    experiment,
    seeds,
    workers: 2,
    anew: false,
    recording: true,
    command: `papertape record ${slug}`,
    program,
  });
  expect(await drain(session.run(signal))).toBe("finished");
  const results = session.results();
  session.close();

  const recorded = results.runs.flatMap(({ measurements }) => measurements);
  const rows = expectedRows(paper.claims, experiment.measures, recorded);
  const readme = ["Reproduced", "Not reproduced"]
    .map((heading) => {
      const own = rows.filter((row) => row.heading === heading);
      return `## ${heading}\n\n${own.map(({ claim, cells }) => `| ${claim} | ${cells.join(" | ")} |`).join("\n")}\n`;
    })
    .join("\n");
  expect(await faultsIn(paper, experiment, results, `# A paper\n\n${readme}`)).toEqual([]);

  const again: Measurement[] = [];
  const keep = async () => {};
  const options = { slug, preset: "full", seeds: [1], kept: [], keep, workers: 1, signal, program } as const;
  await drain(executeFull(options), (event) => event.type === "measure" && again.push(event));
  const compared = compareSeeds(paper.claims, recorded, again, [1]);
  expect(new Set(compared.map(({ claim }) => claim))).toEqual(new Set(experiment.measures));
  const different = compared.filter(({ sameness }) => sameness !== "identical").map(({ claim }) => claim);
  expect(different.filter((claim) => paper.claims[claim].kind !== "speed")).toEqual([]);

  const changed = { ...experiment, plan: { ...experiment.plan!, steps: 7 } };
  const [fault] = await faultsIn(paper, changed, results, `# A paper\n\n${readme}`);
  expect(fault).toMatch(/^the plan changed after it was recorded; record it again:\n {2}plan\.steps/);
}, 120_000);
