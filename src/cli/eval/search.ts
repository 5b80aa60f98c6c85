/** `papertape eval search`: how well and how fast search answers queries that somebody has judged. */
import type { Evaluation } from "#library/search/evaluate/evaluate";
import type { Report } from "#library/evaluate/report";
import { count } from "#library/words/count";
import { gainSays } from "#library/words/search";
import type { Io } from "../command.ts";
import { readSettings } from "../settings.ts";
import { createProgress } from "../terminal/progress.ts";

const measures = ["nDCG@10", "MRR@10", "recall@10", "recall@100"] as const;

/** @returns what a terminal shows, and all that was found, for JSON. */
export async function evalSearch(
  folder: string,
  { also }: { readonly also?: string },
  { err }: Io,
): Promise<{ report: Report; json: unknown }> {
  const [{ readCollection, readDocuments }, { evaluateSearch }, { loadEmbedder }] = await Promise.all([
    import("#library/search/evaluate/collection"),
    import("#library/search/evaluate/evaluate"),
    import("#library/search/vectors/transformers"),
  ]);
  const { embedder } = readSettings();
  const collection = await readCollection(folder);
  const model = embedder ? await loadEmbedder(embedder) : "own";
  const options = {
    also: also === undefined ? [] : await readDocuments(also),
    onProgress: (share: number, doing: string) => progress.update(share, doing),
  };
  const progress = createProgress(err, { title: "eval search", expected: 60 });
  const found = await evaluateSearch(collection, model, options).finally(() => progress.end());
  const rows = found.results.map(({ mode, quality, gain, milliseconds: { p50, p95, p99 } }) => {
    const values: Record<string, number> = Object.fromEntries(measures.map((name) => [name, quality[name]]));
    if (gain !== null) Object.assign(values, { gain: gain.value, low: gain.interval[0], high: gain.interval[1] });
    Object.assign(values, { p50, p95, p99 });
    return [mode, { records: found.queries, values }] as const;
  });
  const indexed = `${count(found.documents, "document")} indexed in ${found.indexSeconds.toFixed(1)} s, ${count(found.queries, "query", "queries")}`;
  const report: Report = {
    title: "Search",
    subject: { one: "search", many: "modes" },
    metrics: {
      ...Object.fromEntries(measures.map((name) => [name, name])),
      gain: "over words",
      low: "from",
      high: "to",
      p50: "p50 ms",
      p95: "p95 ms",
      p99: "p99 ms",
    },
    rows: Object.fromEntries(rows),
    problems: [],
    notes: [
      indexed,
      ...(found.withoutVectors === null ? [] : [`by words only: ${found.withoutVectors}`]),
      ...(found.trained === null ? [] : [saysOfTraining(found.trained)]),
    ],
  };
  return { report, json: found };
}

function saysOfTraining({ seconds, documents, judgement }: NonNullable<Evaluation["trained"]>): string {
  const { better, reason, share, gain } = judgement;
  const trained = `an encoder was trained on ${count(documents, "document")} in ${seconds.toFixed(0)} s, and meaning counts ${Math.round(100 * share)} %`;
  return better
    ? `${trained}; a library like this would use it: ${gainSays(gain)} on questions made of it`
    : `${trained}; a library like this would not use it: ${reason}`;
}
