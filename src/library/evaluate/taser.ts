/** Scores holdings as somebody extracted them: `documents.jsonl` with the right rows, `extractions.jsonl` with those of any program. */
import { isObject, type Json } from "#lab/extraction/json";
import { mean } from "#lab/measure/statistics";
import { harmonic, scoreRows, type RowScores, type Valued } from "#papers/taser/agents/metrics";
import { ByModel, eachRecord, found, listAt, nameAt, numberIn } from "./records.ts";
import type { Report } from "./report.ts";

interface Scored extends RowScores {
  readonly emitted: number;
  readonly wellFormed: number;
  readonly right: number;
}

/** Matching takes time as the cube of what is left when equal rows are paired; no document has so many. */
const mostRows = 5_000;

/** A row with a name and a value, or null. */
function valuedIn(row: Json): Valued | null {
  if (!isObject(row)) return null;
  const [name, marketValue] = [row.get("name"), numberIn(row.get("marketValue") ?? null)];
  return typeof name === "string" && name.trim() !== "" && marketValue !== null ? { name, marketValue } : null;
}

/**
 * Documents are `{ id, rows: [{ name, marketValue }] }`, extractions `{ model, id, rows: [{ name, marketValue }] }`; further fields are passed over.
 * A row of an extraction without a name or a finite value counts as emitted and is wrong. Precision, recall and F1 are over all rows, the rest means over documents.
 * @throws LibraryError INVALID_COLLECTION where a file is missing.
 */
export async function evaluateTaser(folder: string): Promise<Report> {
  const problems: string[] = [];
  const documents = new Map<string, readonly Valued[]>();
  await eachRecord(folder, "documents.jsonl", problems, (row) => {
    const given = listAt(row, "rows");
    if (given.length > mostRows)
      throw new Error(`rows has ${given.length} entries, and no more than ${mostRows} are matched`);
    const rows = given.map((one, at) => {
      const valued = valuedIn(one);
      if (!valued) throw new Error(`rows[${at}] has no name or no marketValue`);
      return valued;
    });
    documents.set(nameAt(row, "id"), rows);
  });
  const answers = new ByModel<Scored>();
  await eachRecord(folder, "extractions.jsonl", problems, (row) => {
    const [model, id] = [nameAt(row, "model"), nameAt(row, "id")];
    const right = found(documents, id);
    const emitted = listAt(row, "rows");
    if (emitted.length > mostRows)
      throw new Error(`rows has ${emitted.length} entries, and no more than ${mostRows} are matched`);
    const wellFormed = emitted.flatMap((one) => valuedIn(one) ?? []);
    answers.add(model, id, () => ({
      ...scoreRows(wellFormed, right),
      ...{ emitted: emitted.length, wellFormed: wellFormed.length, right: right.length },
    }));
  });
  return {
    title: "Extracted holdings",
    subject: { one: "model", many: "models" },
    metrics: {
      ...{ row_precision: "precision", row_recall: "recall", row_f1: "F1", value_fidelity: "value fidelity" },
      ...{ matched_value: "value matched", conformity: "well-formed" },
    },
    rows: answers.rows((scores) => {
      const sum = (key: "matched" | "emitted" | "right" | "wellFormed") =>
        scores.reduce((total, one) => total + one[key], 0);
      const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
      const [precision, recall] = [share(sum("matched"), sum("emitted")), share(sum("matched"), sum("right"))];
      return {
        ...{ row_precision: precision, row_recall: recall, row_f1: harmonic(precision, recall) },
        value_fidelity: mean(scores.map(({ fidelity }) => fidelity)),
        matched_value: mean(scores.map(({ matchedValue }) => matchedValue)),
        conformity: share(sum("wellFormed"), sum("emitted")),
      };
    }),
    problems,
    notes: [],
  };
}
