/** RIS, the tagged lines that reference managers and publishers export. */
import type { ParseContext, Parsed } from "../draft/draft.ts";
import { mentionedArxiv, mentionedDoi } from "../draft/identity.ts";
import { namesIn, readingOrder } from "../draft/names.ts";
import { Records } from "../draft/record.ts";
import { plainText } from "../wire/markup.ts";

/** A tag, two spaces, a dash; some programs write other spaces and dashes. The value is anything but a line's end. */
const LINE = /^[ \t]{0,4}([A-Z][A-Z0-9])[ \t\u00a0]{1,2}[-\u2010-\u2014\u2212](?:[ \t\u00a0]([^]*)|)$/;

interface Entry {
  /** 1-based line of its TY. */
  readonly line: number;
  readonly text: string[];
  /** In the order of the file. */
  readonly values: [tag: string, value: string][];
}

/** Reads entries from TY to ER. One without ER ends where the next begins. */
export function parseRis(text: string, context: ParseContext): Parsed {
  const records = new Records("ris", context);
  let entry: Entry | null = null;
  let stray = 0;

  for (const [index, raw] of text
    .replace(/^\ufeff/, "")
    .split(/\r\n?|\n/)
    .entries()) {
    const [, tag, value] = LINE.exec(raw.trimEnd()) ?? LINE.exec(`${raw.trimEnd()} `) ?? [];
    if (tag === "TY") {
      if (entry) addEntry(records, entry, "the next entry begins before its ER");
      entry = { line: index + 1, text: [], values: [] };
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
      entry.values.push([tag, (value ?? "").trim()]);
    } else if (raw.trim() !== "" && entry.values.length > 0) {
      // Long values go on on the next line.
      entry.values.at(-1)![1] += ` ${raw.trim()}`;
    }
  }
  if (entry) addEntry(records, entry, "the file ends before its ER");
  const result = records.result();
  if (result.drafts.length > 0 || result.rejected.length > 0) return result;
  records.fail('no RIS entry in it: none of its lines begins with "TY  - "', text);
  return records.result();
}

function addEntry(records: Records, entry: Entry, unfinished: string | null): void {
  const all = (...names: string[]): string[] => names.flatMap((name) => having(name));
  const having = (...names: string[]): string[] =>
    entry.values.flatMap(([tag, value]) => (names.includes(tag) && value !== "" ? [value] : []));
  const at = `line ${entry.line}`;
  if (unfinished !== null) records.warn(at, unfinished);
  const places = all("UR", "L1", "LK", "L2", "L3", "L4");
  records.add(
    at,
    {
      sourceId: all("ID", "AN")[0] ?? null,
      title: all("TI", "T1", "CT", "BT", "ST")[0] ?? null,
      abstract: all("AB", "N2")[0] ?? null,
      // The tags are mixed within one record: who stands first is the first author.
      authors: having("AU", "A1")
        .map(plainText)
        .flatMap(namesIn)
        .map((name) => ({ name: readingOrder(name) })),
      published: all("DA", "Y1", "PY", "Y2"),
      arxiv: [
        ...all("AN", "M1", "M3", "C7", "UR", "L1", "ID").filter((value) => /arxiv/i.test(value)),
        ...all("AN", "M1", "M3", "C7", "ID", "T2", "JO", "JF", "VL", "N1", "PB").map(mentionedArxiv),
        ...places.map(mentionedArxiv),
      ],
      doi: [
        ...all("DO", "DI", "M3", "C7"),
        ...places,
        ...[...places, ...all("N1", "M1", "AN", "ID")].map(mentionedDoi),
      ],
      url: places,
      venue: all("T2", "JF", "JO", "JA", "J2", "BT", "T3"),
    },
    () => entry.text.join("\n"),
  );
}
