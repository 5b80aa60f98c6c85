/** Scores charts as models read them: `references.jsonl` with what is right, `predictions.jsonl` with what the models wrote, in any of twelve formats. */
import { mean } from "#lab/measure/statistics";
import { scoreText, tolerances, type Mode, type Score } from "#papers/chart-arena/method";
import { formats, kindOf, type Format } from "#papers/chart-arena/reading/index";
import { ByModel, eachRecord, found, nameAt, textAt } from "./records.ts";
import type { Report } from "./report.ts";

const known: readonly string[] = [...new Set(Object.values(formats).flat())];

/**
 * References are `{ id, reference, pie? }`, in Markdown or, for flow charts, Mermaid; predictions `{ model, id, format, prediction }`.
 * @param mode "compat" scores as the released scorer does, its two slips included.
 * @throws LibraryError INVALID_COLLECTION where a file is missing.
 */
export async function evaluateCharts(folder: string, mode: Mode): Promise<Report> {
  const problems: string[] = [];
  const references = new Map<string, { reference: string; pie: boolean }>();
  await eachRecord(folder, "references.jsonl", problems, (row) => {
    const reference = textAt(row, "reference");
    references.set(nameAt(row, "id"), { reference, pie: row instanceof Map && row.get("pie") === true });
  });
  const answers = new ByModel<Score>();
  await eachRecord(folder, "predictions.jsonl", problems, (row) => {
    const [model, id, format] = [nameAt(row, "model"), nameAt(row, "id"), nameAt(row, "format")];
    const { reference, pie } = found(references, id);
    const fitting: readonly string[] = formats[kindOf(reference)];
    if (!known.includes(format))
      throw new Error(`format is one of ${known.join(", ")}, not ${JSON.stringify(format.slice(0, 40))}`);
    if (!fitting.includes(format))
      throw new Error(`this chart can be written in ${fitting.join(", ")}, not in ${format}`);
    const prediction = textAt(row, "prediction");
    answers.add(model, id, () => scoreText(prediction, format as Format, reference, { mode, pie }));
  });
  return {
    title: "ChartArena",
    subject: { one: "model", many: "models" },
    metrics: { map_high: "mAP high", map_slight: "mAP slight", map_strict: "mAP strict", em: "exact" },
    rows: answers.rows((scores) => ({
      ...Object.fromEntries(tolerances.map((name) => [`map_${name}`, mean(scores.map(({ map }) => map[name]))])),
      em: mean(scores.map(({ em }) => em)),
    })),
    problems,
    notes: [],
  };
}
