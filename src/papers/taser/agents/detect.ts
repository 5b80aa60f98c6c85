/**
 * Detector and classifier: which lines of which pages are a table that the schema is about, and which parts belong together.
 *
 *   score = 2 (fields whose alias hits a header) + 4 (share of lines with numbers) + 1 (caption words);  taken from 4.5 on
 *   a part goes on with the table before it if its header is the same, or if it has none, as many columns, and opens the next page
 */
import { alignedBlocks, type Block } from "#lab/extraction/table/aligned";
import { partsOf } from "#lab/extraction/table/headers";
import { readNumber } from "#lab/extraction/table/numbers";
import { tableOf } from "#lab/extraction/table/table";
import { mapColumns } from "./extract.ts";
import type { Schema } from "./schema.ts";
import { normal } from "./similarity.ts";

export interface Document {
  readonly id: string;
  /** Lines of each page. */
  readonly pages: readonly (readonly string[])[];
}

/** A piece of a page that is laid out as a table, whatever it is about. Read once, for all schemas. */
export interface Candidate {
  readonly page: number;
  readonly from: number;
  readonly to: number;
  readonly caption: string;
  readonly names: readonly string[];
  /** The same as they are compared. */
  readonly plainNames: readonly string[];
  readonly body: readonly { readonly cells: readonly string[]; readonly key: string }[];
  readonly columns: number;
  readonly ruled: boolean;
  /** Of its lines, the share that holds a number. */
  readonly numericLines: number;
}

/** A table with all of its parts. Keys say where a row stands: document, page, line. */
export interface DocTable {
  readonly id: string;
  readonly caption: string;
  readonly names: readonly string[];
  /** The same as they are compared. */
  readonly plainNames: readonly string[];
  readonly body: Candidate["body"];
  readonly parts: readonly Candidate[];
}

export const candidatesOf = ({ id, pages }: Document): Candidate[] =>
  pages.flatMap((lines, page) => alignedBlocks(lines).map((block) => candidateOf(id, page, block)));

function candidateOf(id: string, page: number, { from, to, caption, rows, at, ruled }: Block): Candidate {
  const { headerRows, names } = partsOf(tableOf(rows, 0));
  const body = rows
    .slice(headerRows)
    .map((cells, row) => ({ cells, key: `${id}:${page + 1}:${at[headerRows + row] + 1}` }));
  const numeric = rows.filter((cells) => cells.some((cell) => readNumber(cell) !== null)).length;
  return {
    page,
    from,
    to,
    caption,
    names,
    plainNames: names.map(normal),
    body,
    columns: rows[0].length,
    ruled,
    numericLines: numeric / rows.length,
  };
}

const captionWords = /\b(?:schedule|portfolio|holdings?|investments?)\b/i;
/** Best on corpora that no result uses, of 3 to 6. */
export const threshold = 4.5;

export function scoreOf(schema: Schema, { plainNames, caption, numericLines }: Candidate): number {
  const fields = mapColumns(schema, plainNames).size;
  return 2 * fields + 4 * numericLines + Number(captionWords.test(caption));
}

/** Of several schemas the one with most required fields among the headers; null where none has any. */
export function classify(schemas: readonly Schema[], { plainNames }: Pick<Candidate, "plainNames">): Schema | null {
  const hits = (schema: Schema) => {
    const mapped = mapColumns(schema, plainNames);
    return schema.fields.filter(({ name, required }) => required && mapped.has(name)).length;
  };
  const [best] = schemas.map((schema) => ({ schema, hits: hits(schema) })).sort((a, b) => b.hits - a.hits);
  return best && best.hits > 0 ? best.schema : null;
}

/** The parts that the schema takes, in order. */
export function detect(schema: Schema, candidates: readonly Candidate[]): Candidate[] {
  const taken: Candidate[] = [];
  for (const candidate of candidates) {
    const before = taken.at(-1);
    if (scoreOf(schema, candidate) >= threshold || (before && continues(before, candidate))) taken.push(candidate);
  }
  return taken;
}

const hasHeader = ({ names }: Pick<Candidate, "names">) => names.some((name) => name !== "");
const sameHeader = (a: Candidate, b: Candidate) => a.plainNames.every((name, at) => name === b.plainNames[at]);

function continues(before: Candidate, next: Candidate): boolean {
  if (next.page > before.page + 1 || next.columns !== before.columns) return false;
  if (hasHeader(next)) return hasHeader(before) && sameHeader(before, next);
  return next.page === before.page + 1 && (next.from <= 1 || /\bcontinued\b/i.test(next.caption));
}

/** Parts joined to tables. */
export function joined(id: string, parts: readonly Candidate[]): DocTable[] {
  const tables: Candidate[][] = [];
  for (const part of parts) {
    const last = tables.at(-1);
    if (last && continues({ ...last.at(-1)!, names: last[0].names, plainNames: last[0].plainNames }, part))
      last.push(part);
    else tables.push([part]);
  }
  return tables.map((some, at) => ({
    id: `${id}#${at + 1}`,
    caption: some[0].caption,
    names: some[0].names,
    plainNames: some[0].plainNames,
    body: some.flatMap(({ body }) => body),
    parts: some,
  }));
}
