/** BibTeX and BibLaTeX files. Values are TeX: what they say is read into plain text, and formulas stay TeX. */
import { monthNumber } from "../draft/dates.ts";
import type { ParseContext, Parsed } from "../draft/draft.ts";
import { arxivId, mentionedArxiv, mentionedDoi } from "../draft/identity.ts";
import { Records } from "../draft/record.ts";
import { valueText } from "../text/tex.ts";
import { readBibtex, type BibEntry } from "../wire/bibtex.ts";
import { inherited, Library } from "./bibtex-crossref.ts";
import { bibtexNames } from "./bibtex-names.ts";

export function parseBibtex(text: string, context: ParseContext): Parsed {
  const records = new Records("bibtex", context);
  const { entries, problems, remarks } = readBibtex(text);
  const library = new Library();
  for (const entry of entries)
    if (!library.add(entry))
      records.warn(`line ${entry.line}`, `the key ${entry.key.slice(0, 60)} is used a second time`);
  for (const entry of entries) if (entry.type !== "xdata") addEntry(records, entry, inherited(entry, library));
  for (const { line, reason } of remarks) records.warn(`line ${line}`, reason);
  for (const { line, reason, text: excerpt } of problems) records.reject(`line ${line}`, reason, excerpt);
  if (entries.length === 0 && problems.length === 0)
    records.fail('no BibTeX entry in it: nothing like "@article{" was found', text);
  return records.result();
}

/** Fields in which people keep an arXiv id that has none of its own. */
const speaking = [
  "volume",
  "journal",
  "journaltitle",
  "note",
  "howpublished",
  "number",
  "pages",
  "publisher",
  "annote",
];

function addEntry(records: Records, entry: BibEntry, fields: ReadonlyMap<string, string>): void {
  const at = entry.key === "" ? `line ${entry.line}` : entry.key;
  const field = (name: string): string | null => fields.get(name) ?? null;
  const unknown = new Set<string>();
  const plain = (name: string): string | null => {
    const value = field(name);
    if (value === null) return null;
    const { text, unknown: words } = valueText(value);
    for (const word of words) unknown.add(word);
    return text;
  };
  const title = [plain("title"), plain("subtitle")].filter(Boolean).join(": ");
  const names = bibtexNames(field("author") ?? "");
  const address = [field("url"), field("howpublished"), field("link"), field("ee"), field("bdsk-url-1")].map(verbatim);
  const archive = (plain("archiveprefix") ?? plain("eprinttype") ?? "").trim();
  const eprint = verbatim(field("eprint"));
  const said = [...speaking.map(plain), ...address].map(mentionedArxiv);

  records.add(
    at,
    {
      sourceId: entry.key,
      title,
      abstract: plain("abstract"),
      authors: names.map((name) => ({ name })),
      published: [plain("date"), yearMonthDay(plain("year"), plain("month"), plain("day")), plain("year")],
      // An eprint without an archive is arXiv's if it looks like it; one of another archive is not.
      arxiv: [
        /^(?:arxiv)?$/i.test(archive) ? arxivId(eprint) : null,
        ...["arxivid", "arxiv", "arxiv_id"].map((name) => verbatim(field(name))),
        ...said,
      ],
      doi: [
        ...(verbatim(field("doi")) ?? "").split(/[\s,;]{1,9}(?=(?:https?:|doi:|10\.))/i),
        /^doi$/i.test(archive) ? eprint : null,
        ...address,
        ...[...address, plain("note"), plain("annote")].map(mentionedDoi),
      ],
      url: address,
      venue: [plain("journaltitle"), plain("journal"), plain("booktitle"), plain("eventtitle")],
      categories: [verbatim(field("primaryclass")), verbatim(field("eprintclass"))].filter((name) => name !== null),
    },
    () => entry.text,
  );
  if (unknown.size > 0) {
    const words = [...unknown].slice(0, 5).map((word) => `\\${word}`);
    records.warn(at, `TeX commands that nobody knows are left out: ${words.join(", ")}`);
  }
}

/** An address, a DOI or an id without the TeX around it: its signs are its own. */
const verbatim = (text: string | null): string | null =>
  text &&
  text
    .replace(/\\(?:url|href|path|doi|nolinkurl)\s*\{([^{}]*)\}(?:\{[^{}]*\})?/g, "$1")
    .replace(/\\([_%&#~$-])/g, "$1")
    .replace(/\\(?:textunderscore|_)(?:\{\})?\s?/g, "_")
    .replace(/[{}]/g, "")
    .trim();

/** A month is a name, a number, or a name with a day ("jan 10", "10 January"). */
function yearMonthDay(year: string | null, month: string | null, day: string | null): string | null {
  const digits = /(?<!\d)\d{4}(?!\d)/.exec(year ?? "")?.[0];
  if (digits === undefined || month === null) return digits ?? null;
  const name = /\p{L}{3,}/u.exec(month)?.[0];
  const numbers = month.match(/\d{1,2}(?!\d)/g) ?? [];
  const number = name === undefined ? Number(numbers[0] ?? Number.NaN) : monthNumber(name);
  if (number === null || Number.isNaN(number)) return digits;
  const within = day?.trim() ?? (name === undefined ? undefined : numbers[0]);
  const padded = (value: string | number): string => String(value).padStart(2, "0");
  return `${digits}-${padded(number)}${within && /^\d{1,2}$/.test(within) ? `-${padded(within)}` : ""}`;
}
