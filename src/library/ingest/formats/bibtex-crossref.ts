/** What entries have from others: `crossref` and `xdata`, by the rules of BibLaTeX (manual, appendix B). */
import type { BibEntry } from "../wire/bibtex.ts";

/** Entries by key; where nobody writes a key that way, without regard to case, as BibTeX does. */
export class Library {
  private readonly byKey = new Map<string, BibEntry>();
  private readonly anyCase = new Map<string, BibEntry>();

  /** @returns false where the key is taken: the first entry keeps it. */
  add(entry: BibEntry): boolean {
    if (entry.key === "") return true;
    if (this.byKey.has(entry.key)) return false;
    this.byKey.set(entry.key, entry);
    const lower = entry.key.toLowerCase();
    if (!this.anyCase.has(lower)) this.anyCase.set(lower, entry);
    return true;
  }

  find(key: string): BibEntry | undefined {
    return this.byKey.get(key) ?? this.anyCase.get(key.toLowerCase());
  }
}

/** A part of a whole: the title of the whole is the name of its book, and not its own. */
const parts = new Set(
  "article inbook incollection inproceedings inreference conference bookinbook suppbook suppcollection suppperiodical".split(
    " ",
  ),
);

/** What says which work an entry is, or is about it alone. */
const own = new Set(
  "crossref xref xdata ids key abstract annotation annote doi eprint archiveprefix eprinttype primaryclass eprintclass url note keywords file label options related relatedtype".split(
    " ",
  ),
);

/** Chains are short: a version of a module of a program. */
const longest = 8;

/** The fields of an entry with those that it has from the entries that it names. */
export function inherited(entry: BibEntry, library: Library): ReadonlyMap<string, string> {
  if (!entry.fields.has("crossref") && !entry.fields.has("xdata")) return entry.fields;
  const fields = new Map(entry.fields);
  const seen = new Set([entry]);
  let waiting = parentsOf(entry, library);
  for (let depth = 0; depth < longest && waiting.length > 0; depth++) {
    const next: BibEntry[] = [];
    for (const parent of waiting) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      inherit(fields, entry.type, parent);
      next.push(...parentsOf(parent, library));
    }
    waiting = next;
  }
  return fields;
}

const parentsOf = ({ fields }: BibEntry, library: Library): BibEntry[] =>
  [fields.get("crossref") ?? "", ...(fields.get("xdata") ?? "").split(",")]
    .slice(0, longest)
    .flatMap((key) => library.find(key.trim()) ?? []);

function inherit(fields: Map<string, string>, type: string, parent: BibEntry): void {
  // A date of its own, in whatever field, is not mixed with its parent's.
  const dated = fields.has("date") || fields.has("year");
  for (const [name, value] of parent.fields) {
    if (own.has(name) && parent.type !== "xdata") continue;
    if (dated && /^(?:date|year|month|day)$/.test(name)) continue;
    const whole = parts.has(type) && parent.type !== "xdata" && /^(?:sub)?title$/.test(name);
    const here = whole ? `book${name}` : name;
    if (!fields.has(here)) fields.set(here, value);
  }
}
