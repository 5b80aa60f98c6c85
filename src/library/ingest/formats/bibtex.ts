/** BibTeX and BibLaTeX files: protective braces and macros are BibTeX's own and are read; the TeX in a title is left. */
import { monthNumber } from "../draft/dates.ts";
import type { DraftAuthor, ParseContext, Parsed } from "../draft/draft.ts";
import { readingOrder } from "../draft/names.ts";
import { Records } from "../draft/record.ts";
import { mathSpans } from "../text/clean.ts";
import { readBibtex, type BibEntry } from "../wire/bibtex.ts";

export function parseBibtex(text: string, context: ParseContext): Parsed {
  const records = new Records("bibtex", context);
  const { entries, problems } = readBibtex(text);
  const byKey = new Map<string, BibEntry>();
  for (const entry of entries) {
    if (byKey.has(entry.key))
      records.warn(`line ${entry.line}`, `the key ${entry.key.slice(0, 60)} is used a second time`);
    else byKey.set(entry.key, entry);
  }
  for (const entry of entries) addEntry(records, entry, byKey.get(entry.fields.get("crossref") ?? ""));
  for (const { line, reason, text: excerpt } of problems) records.reject(`line ${line}`, reason, excerpt);
  if (entries.length === 0 && problems.length === 0)
    records.fail('no BibTeX entry in it: nothing like "@article{" was found', text);
  return records.result();
}

function addEntry(records: Records, entry: BibEntry, parent: BibEntry | undefined): void {
  const field = (name: string): string | null => entry.fields.get(name) ?? null;
  const title = [field("title"), field("subtitle")]
    .filter((part) => part !== null)
    .map(unbraced)
    .join(": ");
  const abstract = field("abstract");
  const people = readPeople(field("author") ?? "");
  const year = field("year") ?? parent?.fields.get("year") ?? null;
  const eprint = isArxiv(field("archiveprefix") ?? field("eprinttype")) ? field("eprint") : null;
  const mentions = [field("journal"), field("journaltitle"), field("note"), field("howpublished"), field("number")];

  records.add(
    entry.key === "" ? `line ${entry.line}` : entry.key,
    {
      sourceId: entry.key,
      title,
      abstract: abstract && unbraced(abstract),
      authors: people.authors,
      authorCount: people.more ? null : undefined,
      published: [field("date"), yearMonthDay(year, field("month"), field("day")), year],
      arxiv: [eprint, /arxiv/i.test(field("url") ?? "") ? plain(field("url")) : null, ...mentions.map(mentionedArxiv)],
      doi: [plain(field("doi")), plain(field("url"))],
      url: [plain(field("url")), plain(field("howpublished"))],
      categories: [field("primaryclass"), field("eprintclass")].filter((category) => category !== null),
    },
    () => entry.text,
  );
}

const isArxiv = (name: string | null): boolean => /^arxiv$/i.test(name?.trim() ?? "");

/** "arXiv preprint arXiv:2401.00001" */
const mentionedArxiv = (text: string | null): string | null => /arxiv:\s*([^\s,;{}]+)/i.exec(text ?? "")?.[1] ?? null;

/** An address or a DOI without the TeX around it. */
const plain = (text: string | null): string | null =>
  text &&
  text
    .replace(/\\url\{([^{}]*)\}/g, "$1")
    .replace(/\\([_%&#~])/g, "$1")
    .replace(/[{}]/g, "")
    .trim();

function yearMonthDay(year: string | null, month: string | null, day: string | null): string | null {
  const digits = /\d{4}/.exec(year ?? "")?.[0];
  const number =
    month === null ? null : (monthNumber(month) ?? Number(/^\d{1,2}$/.exec(month.trim())?.[0] ?? Number.NaN));
  if (digits === undefined || number === null || Number.isNaN(number)) return digits ?? null;
  const padded = (value: number): string => String(value).padStart(2, "0");
  return `${digits}-${padded(number)}${day && /^\d{1,2}$/.test(day.trim()) ? `-${padded(Number(day))}` : ""}`;
}

/** People are parted by "and" outside of braces; "and others" says that there are more. */
function readPeople(text: string): { authors: DraftAuthor[]; more: boolean } {
  const names = splitOutsideBraces(text.replace(/\s+/g, " ")).map((name) => name.trim());
  const more = names.some((name) => /^others\.?$/i.test(name));
  const people = names.filter((name) => name !== "" && !/^others\.?$/i.test(name));
  return {
    more,
    authors: people.map((name) => ({ name: name.startsWith("{") ? unbraced(name) : readingOrder(unbraced(name)) })),
  };
}

function splitOutsideBraces(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "{") depth++;
    else if (text[at] === "}") depth--;
    else if (depth <= 0 && text[at] === " " && /^ and /i.test(text.slice(at, at + 5))) {
      parts.push(text.slice(start, at));
      start = at + 5;
      at = start - 1;
    }
  }
  return [...parts, text.slice(start)];
}

/**
 * Removes the braces that only protect capitals ("{B}ERT", "{{A Title}}"). Braces of formulas, of escaped characters and
 * those that belong to a command ("\'{e}", "{\"o}") stay.
 */
export function unbraced(text: string): string {
  if (!/[{}]/.test(text)) return text;
  const formulas = mathSpans(text);
  const open: boolean[] = [];
  let formula = 0;
  let out = "";
  for (let at = 0; at < text.length; at++) {
    while (formula < formulas.length && formulas[formula].end <= at) formula++;
    const character = text[at];
    if (formula < formulas.length && formulas[formula].start <= at) out += character;
    else if (character === "\\") out += character + (text[++at] ?? "");
    else if (character === "{") {
      const kept = text[at + 1] === "\\" || /\\(?:[a-zA-Z]+|[^a-zA-Z\s]) ?$/.test(out.slice(-24));
      open.push(kept);
      if (kept) out += character;
    } else if (character === "}") {
      if (open.pop() !== false) out += character;
    } else out += character;
  }
  return out;
}
