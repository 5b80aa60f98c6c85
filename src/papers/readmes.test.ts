/** A README is held against the committed run: every measured claim has its row, with today's numbers and verdict. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { judge, type Judgement } from "#lab/kit/index";
import { committedRuns, loadExperiment, papers, slugsWithExperiment } from "./registry.ts";

/** Three digits; what is only rounding is said by its order. */
const shown = (value: number | null) => {
  if (value === null) return "diverged";
  return value === 0 ? "0" : Math.abs(value) < 1e-3 ? value.toExponential(1) : value.toPrecision(3);
};

/** The cells of a claim's row: mean, interval, verdict. */
const rowOf = ({ mean, interval, verdict, proxy }: Judgement): string[] => [
  shown(mean),
  interval === null ? "diverged" : interval.map(shown).join(" to "),
  proxy ? `${verdict} (proxy)` : String(verdict),
];

describe.each(slugsWithExperiment)("the README of %s", (slug) => {
  const { claims } = papers.find((paper) => paper.slug === slug)!;
  const sections = readFileSync(join(import.meta.dirname, slug, "README.md"), "utf8").split("\n## ");
  const rows = (from: string) =>
    from
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .map((line) => line.split("|").map((cell) => cell.trim()));

  test("shows for each measured claim what the committed run says, and under the right heading", async () => {
    const { measures } = (await loadExperiment(slug))!;
    const measurements = (await committedRuns(slug)).flatMap((run) => run.measurements);
    const expected: Record<string, string[]> = {};
    const found: Record<string, string[]> = {};
    for (const id of measures) {
      const judgement = judge(
        claims[id],
        measurements.filter(({ claim }) => claim === id),
      );
      const confirmed = judgement.verdict === "matches" || judgement.verdict === "holds";
      expected[id] = [confirmed ? "Reproduced" : "Not reproduced", ...rowOf(judgement)];
      for (const section of sections)
        for (const [, claim, ...cells] of rows(section))
          if (claim === id) found[id] = [section.split("\n")[0], ...cells.slice(0, 3)];
    }
    expect(found).toEqual(expected);
  });
});
