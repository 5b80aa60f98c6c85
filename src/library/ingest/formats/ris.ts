/** RIS, the tagged lines that reference managers and publishers export. */
import type { ParseContext, Parsed } from "../draft/draft.ts";
import { readingOrder } from "../draft/names.ts";
import { Records } from "../draft/record.ts";

const LINE = /^([A-Z][A-Z0-9]) {1,2}-(?: (.*)|)$/;

interface Entry {
  /** 1-based line of its TY. */
  readonly line: number;
  readonly text: string[];
  readonly tags: Map<string, string[]>;
}

/** Reads entries from TY to ER. One without ER ends where the next begins. */
export function parseRis(text: string, context: ParseContext): Parsed {
  const records = new Records("ris", context);
  let entry: Entry | null = null;
  let last = "";
  let stray = 0;

  for (const [index, raw] of text
    .replace(/^\ufeff/, "")
    .split(/\r\n?|\n/)
    .entries()) {
    const [, tag, value] = LINE.exec(raw.trimEnd()) ?? LINE.exec(`${raw.trimEnd()} `) ?? [];
    if (tag === "TY") {
      if (entry) addEntry(records, entry, "the next entry begins before its ER");
      entry = { line: index + 1, text: [], tags: new Map() };
    }
    if (entry === null) {
      if (raw.trim() !== "" && stray++ === 0) records.warn(`line ${index + 1}`, "text before the first TY is skipped");
      continue;
    }
    entry.text.push(raw);
    if (tag === "ER") {
      addEntry(records, entry, null);
      entry = null;
    } else if (tag !== undefined) {
      last = tag;
      const values = entry.tags.get(tag);
      if (values) values.push((value ?? "").trim());
      else entry.tags.set(tag, [(value ?? "").trim()]);
    } else if (raw.trim() !== "" && last !== "") {
      // Long values go on on the next line.
      const values = entry.tags.get(last);
      if (values) values[values.length - 1] += ` ${raw.trim()}`;
    }
  }
  if (entry) addEntry(records, entry, "the file ends before its ER");
  const result = records.result();
  if (result.drafts.length > 0 || result.rejected.length > 0) return result;
  records.fail('no RIS entry in it: none of its lines begins with "TY  - "', text);
  return records.result();
}

function addEntry(records: Records, entry: Entry, unfinished: string | null): void {
  const all = (...names: string[]): string[] => names.flatMap((name) => entry.tags.get(name) ?? []);
  const at = `line ${entry.line}`;
  if (unfinished !== null) records.warn(at, unfinished);
  records.add(
    at,
    {
      sourceId: all("ID", "AN")[0] ?? null,
      title: all("TI", "T1", "CT")[0] ?? null,
      abstract: all("AB", "N2")[0] ?? null,
      authors: all("AU", "A1").map((name) => ({ name: readingOrder(name) })),
      published: all("DA", "Y1", "PY"),
      arxiv: all("AN", "M1", "M3", "C7", "UR", "L1", "ID").filter((value) => /arxiv/i.test(value)),
      doi: all("DO"),
      url: all("UR", "L1", "LK"),
    },
    () => entry.text.join("\n"),
  );
}
