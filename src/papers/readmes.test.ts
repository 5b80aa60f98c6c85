/** A README is held against the committed run: every measured claim has its row, with today's numbers and verdict. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectedRows, foundRows, notRecorded, olderPlan, rowsToMend } from "./readme.ts";
import { recordingState } from "./recording.ts";
import { committedRuns, loadExperiment, paperBySlug, slugsWithExperiment } from "./registry.ts";

describe.each(slugsWithExperiment)("the README of %s", (slug) => {
  const readme = readFileSync(join(import.meta.dirname, slug, "README.md"), "utf8");

  test("shows for each measured claim what the committed run says, and under the right heading", async () => {
    const experiment = (await loadExperiment(slug))!;
    const { measures } = experiment;
    const runs = await committedRuns(slug);
    const found = foundRows(readme, measures);
    if (runs.length === 0) {
      expect(readme, `src/papers/${slug}/README.md must say: ${notRecorded}`).toContain(notRecorded);
      expect(found, "rows without results").toEqual([]);
      return;
    }
    expect(readme).not.toContain(notRecorded);
    const isOlder = (await recordingState(experiment, runs)) === "older plan";
    expect(readme.includes(olderPlan), `whether it says: ${olderPlan}`).toBe(isOlder);
    const measurements = runs.flatMap((run) => run.measurements);
    const rows = rowsToMend(expectedRows(paperBySlug(slug)!.claims, measures, measurements), found);
    if (rows.length > 0)
      throw new Error([`in src/papers/${slug}/README.md these rows must stand:`, "", ...rows].join("\n"));
  });
});
