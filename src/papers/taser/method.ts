/**
 * TASER: a schema finds tables, extracts their rows, and grows by what did not fit. 2025, arXiv 2508.13404. A reconstruction:
 * the paper's agents are language models whose prompts and code were not to be had, and here each one is a set of rules around its loop.
 *
 *   for each document:  DETECT(S) -> tables;  EXTRACT(S) -> rows that satisfy S | misfits -> U
 *   when |U| >= B, and at the end:
 *     for each of RECOMMEND(S, next B of U):
 *       actionable   supported by 2 rows or more, new, sensible:  S' = S with it,  and the documents behind its misfits are read again
 *       used         more rows satisfy S', and none that satisfied S is lost or altered:  S <- S';  else it is dropped for this round
 *     what gained nothing alone is tried once more together, because a row may lack two things
 *   all documents again, until a round changes nothing (5 rounds at most)
 */
import { candidatesOf, detect, joined, type Candidate, type Document } from "./agents/detect.ts";
import { extract, type Misfit, type Row } from "./agents/extract.ts";
import { byProfile, recommend, type Choice, type Proposal } from "./agents/recommend.ts";
import { apply, covers, type Change, type Schema } from "./agents/schema.ts";

export type Outcome = "used" | "no gain" | "alters rows" | "too little support" | "known already" | "not sensible";

export interface Decision {
  readonly proposal: Proposal;
  readonly outcome: Outcome;
  /** Version of the schema after it. */
  readonly version: number;
}

export interface Options {
  /** Misfits that the recommender sees at once. */
  readonly batch: number;
  /** Rows that have to ask for a change. */
  readonly support?: number;
  readonly rounds?: number;
  readonly choose?: Choice;
}

/** A document as it is read once, whatever the schema. */
export interface ReadDocument {
  readonly id: string;
  readonly candidates: readonly Candidate[];
}

export const readDocument = (document: Document): ReadDocument => ({
  id: document.id,
  candidates: candidatesOf(document),
});

interface Extraction {
  readonly rows: readonly Row[];
  readonly misfits: readonly Misfit[];
}
const extractions = new WeakMap<Schema, Map<ReadDocument, Extraction>>();

/** All rows and misfits of a document under a schema. Remembered: the loop asks for the same again and again. */
export function extractDocument(schema: Schema, document: ReadDocument): Extraction {
  const known = extractions.get(schema) ?? new Map<ReadDocument, Extraction>();
  extractions.set(schema, known);
  const kept = known.get(document);
  if (kept) return kept;
  const { id, candidates } = document;
  const tables = joined(id, detect(schema, candidates)).map((table) => extract(schema, id, table));
  const found = { rows: tables.flatMap(({ rows }) => rows), misfits: tables.flatMap(({ misfits }) => misfits) };
  known.set(document, found);
  return found;
}

/** Words that name nothing. */
const stopWords = new Set([
  "total",
  "subtotal",
  "note",
  "notes",
  "page",
  "the",
  "of",
  "and",
  "see",
  "other",
  "continued",
]);
const isSensible = ({ value }: Change): boolean =>
  value.length <= 60 && /[\p{L}%]/u.test(value) && !stopWords.has(value) && !/^\d/.test(value);

const isActionable = ({ evidence, tables }: Proposal, support: number): boolean =>
  evidence.length >= support || tables >= Math.max(support, 2);

/** Whether a schema reads more of some documents than another, and nothing of what that one read otherwise. */
export function gain(
  before: Schema,
  after: Schema,
  documents: readonly ReadDocument[],
): "gain" | "no gain" | "alters rows" {
  let more = 0;
  for (const document of documents) {
    const now = new Map(extractDocument(after, document).rows.map(({ key, values }) => [key, values]));
    for (const { key, values } of extractDocument(before, document).rows) {
      const again = now.get(key);
      // A field more is no alteration.
      if (!again || Object.entries(values).some(([field, value]) => again[field] !== value)) return "alters rows";
      more--;
    }
    more += now.size;
  }
  return more > 0 ? "gain" : "no gain";
}

/** The loop. Yields the share of its work that is done after each document; returns the schema that it ends with, and every decision. */
export function* taser(
  documents: readonly ReadDocument[],
  start: Schema,
  { batch, support = 2, rounds = 5, choose = byProfile }: Options,
): Generator<number, { schema: Schema; decisions: Decision[] }, void> {
  const byId = new Map(documents.map((document) => [document.id, document]));
  const decisions: Decision[] = [];
  const dropped = new Set<string>();
  let schema = start;

  /** The schema with some changes, if it reads more of the documents that asked for them. */
  const tried = (some: readonly Proposal[]) => {
    const next = some.reduce((now, { change }) => apply(now, change), schema);
    const behind = new Set(some.flatMap(({ documents }) => documents));
    return {
      next,
      found: gain(
        schema,
        next,
        [...behind].map((id) => byId.get(id)!),
      ),
    };
  };
  const decide = (proposal: Proposal): Outcome => {
    const { change } = proposal;
    if (covers(schema, change) || dropped.has(JSON.stringify(change))) return "known already";
    if (!isActionable(proposal, support)) return "too little support";
    if (!isSensible(change)) return "not sensible";
    const { next, found } = tried([proposal]);
    if (found === "gain") schema = next;
    return found === "gain" ? "used" : found;
  };
  const settle = (misfits: readonly Misfit[]) => {
    const made = recommend(schema, misfits, choose).map((proposal) => ({
      proposal,
      outcome: decide(proposal),
      version: schema.version,
    }));
    // Rows that lack two things are read only with both changes: what gained nothing alone is tried together, less what is not needed.
    let some = made.filter(({ outcome, proposal }) => outcome === "no gain" && proposal.change.op !== "addField");
    if (some.length > 1 && tried(some.map(({ proposal }) => proposal)).found === "gain") {
      const rowsWith = (few: typeof some) => {
        const { next } = tried(few.map(({ proposal }) => proposal));
        const ids = new Set(some.flatMap(({ proposal }) => proposal.documents));
        return [...ids].reduce((sum, id) => sum + extractDocument(next, byId.get(id)!).rows.length, 0);
      };
      for (const one of some) {
        const others = some.filter((other) => other !== one);
        if (others.length > 0 && rowsWith(others) >= rowsWith(some)) some = others;
      }
      for (const one of some) {
        schema = apply(schema, one.proposal.change);
        [one.outcome, one.version] = ["used", schema.version];
      }
    }
    for (const { outcome, proposal } of made)
      if (outcome === "no gain" || outcome === "alters rows") dropped.add(JSON.stringify(proposal.change));
    decisions.push(...made);
  };

  for (let round = 0; round < rounds; round++) {
    const version = schema.version;
    let queue: Misfit[] = [];
    // What gained nothing may gain something now that the schema knows more.
    dropped.clear();
    for (const [at, document] of documents.entries()) {
      queue.push(...extractDocument(schema, document).misfits);
      while (queue.length >= batch) {
        settle(queue.slice(0, batch));
        queue = queue.slice(batch);
      }
      yield (round + (at + 1) / documents.length) / rounds;
    }
    if (queue.length > 0) settle(queue);
    if (schema.version === version) break;
  }
  return { schema, decisions };
}

/** A decision was worth trying: it was used, or dropped only because it gained nothing. */
export const wasActionable = ({ outcome }: Decision): boolean =>
  outcome === "used" || outcome === "no gain" || outcome === "alters rows";
