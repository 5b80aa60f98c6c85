/** A collection with judged queries, from a folder: docs.jsonl, queries.jsonl, qrels.tsv. */
import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { LibraryError } from "../../errors.ts";

export interface CollectionDocument {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly authors: readonly string[];
}

export interface Collection {
  readonly documents: readonly CollectionDocument[];
  readonly queries: readonly { readonly id: string; readonly text: string }[];
  /** Query -> document -> grade; a grade of 0 or less is not relevant. */
  readonly grades: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/**
 * Reads a collection. Documents are `{ id | _id, title?, text | abstract, authors? }`, queries `{ id | _id, text | query }`, judgements
 * `query document grade` (a first line of names is passed over) or TREC's `query 0 document grade`. Each file may be gzipped.
 * @throws LibraryError INVALID_COLLECTION naming the file and line.
 */
export async function readCollection(folder: string): Promise<Collection> {
  const documents = await readDocuments(folder);
  const queries: { id: string; text: string }[] = [];
  await eachRecord(folder, "queries.jsonl", (record) => {
    const text = stringOf(record, ["text", "query"]);
    if (text === undefined) throw new Error('neither "text" nor "query"');
    queries.push({ id: idOf(record), text });
  });
  const grades = new Map<string, Map<string, number>>();
  await eachLine(folder, "qrels.tsv", (line, number) => {
    const fields = line.trim().split(/\s+/);
    const [query, document, grade] = fields.length === 4 ? [fields[0], fields[2], fields[3]] : fields;
    if (fields.length < 3 || fields.length > 4) throw new Error("not `query document grade`");
    if (!/^-?\d+(\.\d+)?$/.test(grade)) {
      if (number === 1) return;
      throw new Error(`${JSON.stringify(grade)} is not a grade`);
    }
    const of = grades.get(query) ?? new Map<string, number>();
    grades.set(query, of.set(document, Number(grade)));
  });
  if (!queries.some(({ id }) => grades.has(id)))
    throw invalid(folder, "qrels.tsv", "it judges none of the queries of queries.jsonl");
  return { documents, queries, grades };
}

/** The documents of a folder alone. @throws LibraryError INVALID_COLLECTION naming the file and line. */
export async function readDocuments(folder: string): Promise<CollectionDocument[]> {
  const documents: CollectionDocument[] = [];
  await eachRecord(folder, "docs.jsonl", (record) => {
    const text = stringOf(record, ["text", "abstract"]) ?? "";
    const authors = Array.isArray(record.authors) ? record.authors.filter((name) => typeof name === "string") : [];
    documents.push({ id: idOf(record), title: stringOf(record, ["title"]) ?? "", text, authors });
  });
  if (documents.length === 0) throw invalid(folder, "docs.jsonl", "there is no document in it");
  return documents;
}

type JsonRecord = Readonly<Record<string, unknown>>;

function idOf(record: JsonRecord): string {
  const id = record.id ?? record._id;
  if (typeof id !== "string" && typeof id !== "number") throw new Error('no "id"');
  return String(id);
}

function stringOf(record: JsonRecord, names: readonly string[]): string | undefined {
  const found = names.map((name) => record[name]).find((value) => value !== undefined && value !== null);
  if (found !== undefined && typeof found !== "string") throw new Error(`"${names[0]}" is not a text`);
  return found;
}

const eachRecord = (folder: string, name: string, take: (record: JsonRecord) => void): Promise<void> =>
  eachLine(folder, name, (line) => {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("not an object");
    take(value as JsonRecord);
  });

async function eachLine(folder: string, name: string, take: (line: string, number: number) => void): Promise<void> {
  const path = [join(folder, name), join(folder, `${name}.gz`)].find((one) => existsSync(one));
  if (path === undefined)
    throw invalid(folder, name, "there is no such file. A collection is docs.jsonl, queries.jsonl and qrels.tsv");
  const bytes = createReadStream(path);
  const input = path.endsWith(".gz") ? bytes.pipe(createGunzip()) : bytes;
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number++;
    if (line.trim() === "") continue;
    try {
      take(number === 1 ? line.replace(/^\ufeff/, "") : line, number);
    } catch (error) {
      throw invalid(folder, name, `line ${number}: ${(error as Error).message}`);
    }
  }
}

const invalid = (folder: string, name: string, reason: string): LibraryError =>
  new LibraryError("INVALID_COLLECTION", `${join(folder, name)}: ${reason}`);
