/** JSON Lines: one paper a line, `{id?, title, abstract | text, date?, authors?, url?}`; files of any size as a stream. */
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

/** Reads a pasted text. Empty lines count and are skipped. */
export function parseJsonl(text: string, context: ParseContext): Parsed {
  const records = new Records("jsonl", context);
  let seen = 0;
  for (const [index, line] of text
    .replace(/^\ufeff/, "")
    .split("\n")
    .entries()) {
    if (line.trim() !== "") seen++;
    const problem = line.length > LONGEST_LINE ? `line of ${line.length} characters (at most ${LONGEST_LINE})` : null;
    addLine(records, `line ${index + 1}`, line, problem);
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
  let count = 0;
  let position = { line: lines.from?.line ?? 0, offset: lines.from?.offset ?? 0 };
  for await (const { number, end, text, problem } of readLines(chunks, lines)) {
    addLine(records, `line ${number}`, text, problem);
    position = { line: number, offset: end };
    if (++count === batch) {
      yield { ...records.result(), ...position };
      records = new Records("jsonl", context);
      count = 0;
    }
  }
  if (count > 0) yield { ...records.result(), ...position };
}

function addLine(records: Records, at: string, line: string, problem: string | null): void {
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

  const { id, title, abstract, text, date, authors, url, doi, categories } = objectOf(value);
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
      categories: listOf(categories).flatMap((category) => textOf(category) ?? []),
    },
    () => excerptOf(value),
  );
}

/** A list of names or of {name}, or one string with all of them. */
function readAuthors(authors: unknown): DraftAuthor[] {
  if (typeof authors === "string") return splitAuthors(authors);
  return listOf(authors).map((author) => {
    const name = textOf(author) ?? textOf(objectOf(author).name) ?? "";
    return { name: readingOrder(name) };
  });
}
