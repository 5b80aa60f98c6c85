/** Pieces of tables found by the schema, by ruled lines, and by density of numbers. */
import type { LabEvent } from "#lab/kit/index";
import { detect, type Candidate } from "../agents/detect.ts";
import { harmonic, hits } from "../agents/metrics.ts";
import type { Schema } from "../agents/schema.ts";
import type { Corpus } from "./corpus.ts";
import type { TaserLab } from "./settings.ts";

export const detectors = ["ruled lines", "density of numbers", "seed schema", "schema after the loop"] as const;

/** F1 in points over the filings that the loop has not seen. */
export function detectionF1(
  { filings, documents, seen }: Corpus,
  found: (candidates: readonly Candidate[]) => readonly Candidate[],
): number {
  let [hit, right, hitBack, all] = [0, 0, 0, 0];
  for (const [at, { tables }] of filings.entries()) {
    if (at < seen) continue;
    const fragments = tables.flatMap((table) => table.fragments);
    const pieces = found(documents[at].candidates);
    hit += hits(pieces, fragments);
    hitBack += hits(fragments, pieces);
    [right, all] = [right + fragments.length, all + pieces.length];
  }
  return 100 * harmonic(all === 0 ? 0 : hitBack / all, right === 0 ? 0 : hit / right);
}

export function* compareDetectors(
  lab: TaserLab,
  corpus: Corpus,
  seed: Schema,
  learnt: Schema,
): Generator<LabEvent, void, void> {
  const scores = {
    "ruled lines": detectionF1(corpus, (some) => some.filter(({ ruled }) => ruled)),
    "density of numbers": detectionF1(corpus, (some) => some.filter(({ numericLines }) => numericLines >= 0.5)),
    "seed schema": detectionF1(corpus, (some) => detect(seed, some)),
    "schema after the loop": detectionF1(corpus, (some) => detect(learnt, some)),
  };
  for (const [at, name] of detectors.entries())
    yield lab.point("Detection", { series: "F1", x: scores[name], y: at + 1 });
  yield lab.measure(
    "detect-vs-tatr",
    scores["seed schema"] - Math.max(scores["ruled lines"], scores["density of numbers"]),
  );
  yield lab.note(`detection, F1: ${detectors.map((name) => `${name} ${scores[name].toFixed(1)}`).join(", ")}`);
}
