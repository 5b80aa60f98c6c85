/** `papertape eval search`: how well and how fast search answers queries that somebody has judged. */
import { count } from "#library/words/count";
import type { Io } from "../command.ts";
import { readSettings } from "../settings.ts";
import { createProgress } from "../terminal/progress.ts";
import { table } from "../terminal/table.ts";

export async function evalSearch(folder: string, { json }: { json: boolean }, { out, err }: Io): Promise<void> {
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
  if (json) return out.json(found);
  const names = ["nDCG@10", "MRR@10", "recall@10", "recall@100"] as const;
  out.line(
    table(
      out,
      [
        { header: "search" },
        ...names.map((header) => ({ header, align: "right" as const })),
        ...["p50 ms", "p95 ms", "p99 ms"].map((header) => ({ header, align: "right" as const })),
      ],
      found.results.map(({ mode, quality, milliseconds: { p50, p95, p99 } }) => [
        mode,
        ...names.map((name) => quality[name].toFixed(4)),
        ...[p50, p95, p99].map((time) => time.toFixed(1)),
      ]),
      out.columns,
    ),
  );
  const seconds = found.indexSeconds.toFixed(1);
  err.line(
    `\n${count(found.documents, "document")} indexed in ${seconds} s, ${count(found.queries, "query", "queries")}.`,
  );
  if (found.withoutVectors !== null) err.line(`By words only: ${found.withoutVectors}.`);
}
