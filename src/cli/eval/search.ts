/** `papertape eval search`: how well and how fast search answers queries that somebody has judged. */
import type { Report } from "#library/evaluate/report";
import { count } from "#library/words/count";
import type { Io } from "../command.ts";
import { readSettings } from "../settings.ts";
import { createProgress } from "../terminal/progress.ts";

const measures = ["nDCG@10", "MRR@10", "recall@10", "recall@100"] as const;

/** @returns what a terminal shows, and all that was found, for JSON. */
export async function evalSearch(folder: string, { err }: Io): Promise<{ report: Report; json: unknown }> {
  const [{ readCollection }, { evaluateSearch }, { loadEmbedder }] = await Promise.all([
    import("#library/search/evaluate/collection"),
    import("#library/search/evaluate/evaluate"),
    import("#library/search/vectors/transformers"),
  ]);
  const { embedder } = readSettings();
  const collection = await readCollection(folder);
  const model = embedder
    ? await loadEmbedder(embedder)
    : { missing: "no embedding model is named in PAPERTAPE_EMBEDDER" };
  const progress = createProgress(err, { title: "eval search", expected: 60 });
  const found = await evaluateSearch(collection, model, (share) => progress.update(share, "queries asked")).finally(
    () => progress.end(),
  );
  const rows = found.results.map(({ mode, quality, milliseconds: { p50, p95, p99 } }) => {
    const values = { ...Object.fromEntries(measures.map((name) => [name, quality[name]])), p50, p95, p99 };
    return [mode, { records: found.queries, values }] as const;
  });
  const indexed = `${count(found.documents, "document")} indexed in ${found.indexSeconds.toFixed(1)} s, ${count(found.queries, "query", "queries")}`;
  const report: Report = {
    title: "Search",
    subject: { one: "search", many: "modes" },
    metrics: {
      ...Object.fromEntries(measures.map((name) => [name, name])),
      p50: "p50 ms",
      p95: "p95 ms",
      p99: "p99 ms",
    },
    rows: Object.fromEntries(rows),
    problems: [],
    notes: [indexed, ...(found.withoutVectors === null ? [] : [`by words only: ${found.withoutVectors}`])],
  };
  return { report, json: found };
}
