/** The records of a JSON answer, with every problem of the document reported where the records go. */
import type { Records } from "../draft/record.ts";
import { readJson } from "./json.ts";

export interface JsonRecords {
  /** The whole document; undefined when it could not be parsed. */
  readonly value: unknown;
  readonly list: readonly unknown[];
}

/**
 * Finds the list in a document: `locate` gives it, or says why there is none. Of a document that is cut off, the
 * elements of the array under `key` (null: the first array) that arrived whole.
 */
export function jsonRecords(
  records: Records,
  text: string,
  key: string | null,
  locate: (value: unknown) => readonly unknown[] | string,
): JsonRecords {
  const { value, salvaged, broken, failure } = readJson(text, key);
  if (failure !== null) {
    const saved = salvaged.length > 0 ? `; ${salvaged.length} complete entries were read` : "";
    records.fail(failure + saved, text);
    for (const { at, reason, text: excerpt } of broken) records.reject(at, reason, excerpt);
    return { value: undefined, list: salvaged };
  }
  const list = locate(value);
  if (typeof list !== "string") return { value, list };
  records.fail(list, text);
  return { value, list: [] };
}
