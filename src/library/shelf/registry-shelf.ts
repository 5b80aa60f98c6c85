/** The real shelf: src/papers. Nothing of it is imported unless a store has not seen it yet. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Experiment } from "#lab/kit/index";
import type { ExperimentFacts } from "../catalogue.ts";
import type { Shelf } from "./shelf.ts";

const room = join(import.meta.dirname, "..");
const papersRoom = join(room, "../papers");

export const registryShelf = (): Shelf => ({
  // Also over the code that writes the shelf into tables, so that a new column is filled in old stores.
  stamp: stampOf([papersRoom, join(room, "shelf"), join(room, "schema")]),
  async load() {
    const [{ papers, loadExperiment, committedRuns }, { topics }] = await Promise.all([
      import("#papers/registry"),
      import("#papers/topics"),
    ]);
    return {
      papers,
      topics,
      experiment: async (slug) => factsOf(await loadExperiment(slug)),
      committedRuns,
    };
  },
});

/** What of an experiment a page needs before it runs. */
export function factsOf(experiment: Experiment | null): ExperimentFacts | null {
  if (experiment === null) return null;
  const { presets, measures, datasets, charts, plan } = experiment;
  const preset = ({ seeds, seconds: { node, browser } }: typeof presets.quick) => ({
    seeds,
    seconds: { node, browser },
  });
  return {
    presets: { quick: preset(presets.quick), full: preset(presets.full) },
    measures: [...measures],
    datasets: [...datasets],
    charts,
    untuned: plan?.untuned ?? false,
  };
}

/** One hash over the names and bytes of every source that can shape the shelf; about 10 ms for 300 files. */
function stampOf(folders: readonly string[]): string {
  const hash = createHash("sha256");
  for (const folder of folders) {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => (name.endsWith(".ts") && !name.endsWith(".test.ts")) || name.endsWith("results.json"))
      .sort();
    for (const name of names) {
      const path = join(folder, name);
      hash
        .update(`${relative(room, path)}\0`)
        .update(readFileSync(path))
        .update("\0");
    }
  }
  return hash.digest("hex");
}
