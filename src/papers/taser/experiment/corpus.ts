/** Filings read once, and how right a schema reads those that the loop has not seen. */
import { random } from "#engine";
import { Draw } from "#lab/datasets/draw";
import { sampleFilings, type Filing } from "#lab/datasets/filings/filings";
import { validator } from "#lab/extraction/schema";
import { toJson } from "#lab/extraction/json";
import type { Row } from "../agents/extract.ts";
import { scoreRows, type Valued } from "../agents/metrics.ts";
import { jsonSchemaOf, type Schema } from "../agents/schema.ts";
import { extractDocument, readDocument, type ReadDocument } from "../method.ts";

export interface Corpus {
  readonly filings: readonly Filing[];
  readonly documents: readonly ReadDocument[];
  /** The loop learns from the first seven tenths and is judged by the rest. */
  readonly seen: number;
}

export function drawCorpus(seed: number, count: number, largest: number): Corpus {
  const filings = sampleFilings(new Draw(random(seed).stream("filings")), count, largest);
  return { filings, documents: filings.map(readDocument), seen: Math.ceil(0.7 * count) };
}

export const shuffledDocuments = ({ documents, seen }: Corpus, seed: number, order: number): ReadDocument[] =>
  new Draw(random(seed).stream(`order ${order}`)).shuffle(documents.slice(0, seen));

const valued = ({ values }: Row): Valued => ({ name: String(values.name), marketValue: Number(values.marketValue) });

export interface Coverage {
  /** Right rows found, right rows in all, rows emitted. */
  readonly right: number;
  readonly all: number;
  readonly emitted: number;
  /** Of the rows emitted, those that satisfy the schema by the validator. */
  readonly valid: number;
  /** Mean over the documents: 1 - |value found - value| / value. */
  readonly fidelity: number;
}

/** @param validate whether rows are checked by the JSON Schema validator, too. */
export function coverageOf(schema: Schema, { filings, documents, seen }: Corpus, validate = false): Coverage {
  const isValid = validate ? validator(jsonSchemaOf(schema)) : () => true;
  let [right, all, emitted, valid, fidelity] = [0, 0, 0, 0, 0];
  for (const [at, filing] of filings.entries()) {
    if (at < seen) continue;
    const { rows } = extractDocument(schema, documents[at]);
    const holdings = filing.tables.flatMap((table) => table.holdings);
    const scores = scoreRows(rows.map(valued), holdings);
    right += scores.matched;
    all += holdings.length;
    emitted += rows.length;
    valid += rows.filter(({ values }) => isValid(toJson(values))).length;
    fidelity += scores.fidelity / (filings.length - seen);
  }
  return { right, all, emitted, valid, fidelity };
}
