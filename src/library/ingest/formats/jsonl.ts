/** JSON Lines: one paper a line, an object with the fields below; files of any size as a stream. */
import type { DraftAuthor, ParseContext, Parsed } from "../draft/draft.ts";
import { readingOrder, splitAuthors } from "../draft/names.ts";
import { Records } from "../draft/record.ts";
import { excerptOf, listOf, objectOf, textOf } from "../wire/json.ts";
import { LONGEST_LINE, readLines, type LineOptions } from "../wire/lines.ts";

/** A batch of lines, and where to take the file up again after it: both are kept together with the batch's papers. */
export interface JsonlBatch extends Parsed {
  /** The last line read. */
  readonly line: number;
  /** Byte offset of the line after it. */
  readonly offset: number;
}

export interface JsonlOptions extends LineOptions {
  /** Lines a batch, rejected ones included. */
  readonly batch?: number;
}

/** What a line may say, by name; only the title has to be there. Other fields are told of, and left out. */
export const jsonlFields = {
  title: "text",
  id: "any text; an arXiv id or a DOI is taken as such",
  abstract: "text; `text` is read where it is missing",
  text: "the abstract, under another name",
  date: "day, month or year of publication: 2026-06-17, 2026-06, 2026",
  authors: "a list of names, or of {name}; or one text with all of them",
  venue: "journal, book or conference",
  doi: "text",
  url: "address on the web",
  categories: "list of arXiv classes",
} as const;

/** Reads a pasted text. Empty lines count and are skipped. */
export function parseJsonl(text: string, context: ParseContext): Parsed {
  const records = new Records("jsonl", context);
  const told = new Set<string>();
  let seen = 0;
  for (const [index, line] of text
    .replace(/^\ufeff/, "")
    .split("\n")
    .entries()) {
    if (line.trim() !== "") seen++;
    const problem = line.length > LONGEST_LINE ? `line of ${line.length} characters (at most ${LONGEST_LINE})` : null;
    addLine(records, { at: `line ${index + 1}`, line, problem, told });
  }
  if (seen === 0) records.fail("the document is empty", "");
  return records.result();
}

/** Reads a stream in batches. Memory is bounded by the longest line and the batch, whatever the file's size. */
export async function* readJsonl(
  chunks: AsyncIterable<Uint8Array>,
  context: ParseContext,
  { batch = 1_000, ...lines }: JsonlOptions = {},
): AsyncGenerator<JsonlBatch> {
  let records = new Records("jsonl", context);
  const told = new Set<string>();
  let count = 0;
  let position = { line: lines.from?.line ?? 0, offset: lines.from?.offset ?? 0 };
  for await (const { number, end, text, problem } of readLines(chunks, lines)) {
    addLine(records, { at: `line ${number}`, line: text, problem, told });
    position = { line: number, offset: end };
    if (++count === batch) {
      yield { ...records.result(), ...position };
      records = new Records("jsonl", context);
      count = 0;
    }
  }
  if (count > 0) yield { ...records.result(), ...position };
}

interface Line {
  readonly at: string;
  readonly line: string;
  readonly problem: string | null;
  /** Unknown fields that were told of: a file has the same ones in every line. */
  readonly told: Set<string>;
}

function addLine(records: Records, { at, line, problem, told }: Line): void {
  if (problem !== null) return records.reject(at, problem, line);
  if (line.trim() === "") return;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return records.reject(at, `not JSON: ${error instanceof Error ? error.message.slice(0, 160) : ""}`, line);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return records.reject(at, "not a JSON object", line);

  const { id, title, abstract, text, date, authors, url, doi, categories, venue } = objectOf(value);
  tellUnknown(records, at, Object.keys(value), told);
  records.add(
    at,
    {
      sourceId: textOf(id),
      title: textOf(title),
      abstract: textOf(abstract) ?? textOf(text),
      authors: readAuthors(authors),
      published: [textOf(date)],
      arxiv: [textOf(id), textOf(url)],
      doi: [textOf(doi), textOf(id), textOf(url)],
      url: [textOf(url)],
      venue: [textOf(venue)],
      categories: listOf(categories).flatMap((category) => textOf(category) ?? []),
    },
    () => excerptOf(value),
  );
}

/** Of a file's unknown fields, each once; no file needs more than a few to be told. */
function tellUnknown(records: Records, at: string, names: readonly string[], told: Set<string>): void {
  for (const name of names) {
    if (Object.hasOwn(jsonlFields, name) || told.has(name) || told.size >= mostTold) continue;
    told.add(name);
    records.warn(
      at,
      `the field ${JSON.stringify(name.slice(0, 60))} is not read; those that are: ${Object.keys(jsonlFields).join(", ")}`,
    );
  }
}

const mostTold = 20;

/** A list of names or of {name}, or one string with all of them. */
function readAuthors(authors: unknown): DraftAuthor[] {
  if (typeof authors === "string") return splitAuthors(authors);
  return listOf(authors).map((author) => {
    const name = textOf(author) ?? textOf(objectOf(author).name) ?? "";
    return { name: readingOrder(name) };
  });
}
