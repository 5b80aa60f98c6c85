/** What the numbers in an abstract say, as rules read it: extracted, never verified. Read anew whenever a page is; nothing of it is stored. */
import { widened } from "#lab/text/clusters";
import { and, desc, eq, isNotNull, lt, max } from "drizzle-orm";
import { papers, settings } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { giveWay } from "../store/give-way.ts";
import { plainMaths } from "../words/plain-maths.ts";
import { EXTRACTION, extractorNames, mentionsIn, type Candidate, type Mention, type Reading } from "./readings.ts";
import { count, emptyTally, readable, reliabilityOf, trustIn, type Reliability } from "./trust.ts";

export interface ExtractedClaim {
  /** Where it stands, with some words around. */
  readonly quote: { readonly before: string; readonly number: string; readonly after: string };
  readonly reading: Reading;
  /** "accuracy 92 %", "error lower by 3 %" */
  readonly says: string;
  /** 0 to 1. */
  readonly trust: number;
  readonly reasons: readonly Reason[];
}

/** One extractor: whether it reads the same, and how reliable it is. */
export interface Reason {
  readonly extractor: string;
  readonly agrees: boolean;
  /** How often it is for a reading that is right, and for one that is wrong; null where that is not known. */
  readonly rates: { readonly right: number; readonly wrong: number } | null;
}

export interface Extraction {
  readonly claims: readonly ExtractedClaim[];
  /** Numbers that are left out: no reading of theirs is likely, or they are too many. */
  readonly left: number;
  /** Numbers of this library's abstracts from which the extractors' reliability was learnt; null: it is not known yet. */
  readonly learntFrom: number | null;
  /** No reading is trusted more. */
  readonly atMost: number;
}

export interface Extractor {
  /** @param abstract as it is stored, with formulas. */
  in(abstract: string): Promise<Extraction>;
  /** Learns how reliable the extractors are, if enough papers have come since it last did. @returns how many abstracts were read */
  learn(signal?: AbortSignal): Promise<number>;
}

/** Less likely ones are not shown, and of a text that is a table not all of them. */
const [likely, mostShown] = [0.5, 12];

export function createExtractor(db: Db): Extractor {
  return {
    async in(abstract) {
      const mentions = mentionsIn(plain(abstract));
      if (mentions.length === 0) return { claims: [], left: 0, learntFrom: null, atMost: readable };
      const learnt = (await readLearnt(db))?.reliability ?? null;
      const claims = mentions.flatMap((mention) => claimOf(mention, learnt) ?? []).slice(0, mostShown);
      const left = mentions.length - claims.length;
      return { claims, left, learntFrom: learnt?.mentions ?? null, atMost: readable };
    },
    learn: (signal) => learn(db, signal),
  };
}

/** Formulas as text, and percent signs as they are read where TeX was left in. */
const plain = (abstract: string): string => plainMaths(abstract).replaceAll("\\%", "%");

function claimOf(mention: Mention, reliability: Reliability | null): ExtractedClaim | null {
  const trusts = mention.candidates.map((candidate) => trustIn(candidate, reliability));
  const trust = Math.max(...trusts);
  if (trust < likely) return null;
  const { reading, votes }: Candidate = mention.candidates[trusts.indexOf(trust)];
  const quote = quoteOf(mention);
  return {
    ...{ quote, reading, says: saysOf(reading, quote.number), trust },
    reasons: extractorNames.map((extractor, at) => {
      const rates = reliability?.rates[at];
      return { extractor, agrees: votes[at], rates: rates ? { right: rates.tpr, wrong: rates.fpr } : null };
    }),
  };
}

const saysOf = ({ metric, says }: Reading, number: string): string =>
  says === "is" ? `${metric} ${number}` : `${metric} ${says} by ${number}`;

/** Characters on either side of a number. */
const around = 70;

/** Cut between words, or where there are none between characters as readers see them. */
function quoteOf({ sentence, start, end }: Mention): ExtractedClaim["quote"] {
  // A character as readers see it is hardly longer than what is cut off here, so that a long sentence is not looked through for each of its numbers.
  const window = Math.max(0, start - 2 * around);
  const near = sentence.slice(window, end + 2 * around);
  const [number, behind] = [start - window, end - window];
  const [[from, to]] = widened(near, [[Math.max(0, number - around), Math.min(near.length, behind + around)]]);
  const [before, after] = [near.slice(from, number), near.slice(behind, to)];
  return {
    before: window + from === 0 ? before : `… ${before.replace(/^\S*\s+(?=\S)/, "")}`,
    number: sentence.slice(start, end),
    after: window + to === sentence.length ? after : `${after.replace(/\s\S*$/, "")} …`,
  };
}

interface Learnt {
  readonly version: number;
  /** The newest paper at that time. */
  readonly upTo: number;
  readonly reliability: Reliability | null;
}

const settingsKey = "extractors";
/** Of today's rules; null where none was learnt. */
async function readLearnt(db: Db): Promise<Learnt | null> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, settingsKey));
  const learnt = row?.value as Learnt | undefined;
  return learnt?.version === EXTRACTION ? learnt : null;
}

/** Abstracts read at once, and in all: the newest. */
const [batch, most] = [200, 20_000];
/** It is learnt anew where the library has grown by so much. */
const growth = 1.1;

async function learn(db: Db, signal?: AbortSignal): Promise<number> {
  const [{ newest }] = await db.select({ newest: max(papers.id) }).from(papers);
  const learnt = await readLearnt(db);
  if (newest === null || (learnt && newest < growth * learnt.upTo)) return 0;
  const tally = emptyTally();
  let read = 0;
  for (let before = newest + 1; read < most;) {
    signal?.throwIfAborted();
    const rows = await db
      .select({ id: papers.id, abstract: papers.abstract })
      .from(papers)
      .where(and(isNotNull(papers.abstract), lt(papers.id, before)))
      .orderBy(desc(papers.id))
      .limit(batch);
    const began = performance.now();
    for (const { abstract } of rows) count(tally, mentionsIn(plain(abstract!)));
    read += rows.length;
    if (rows.length < batch) break;
    before = rows.at(-1)!.id;
    await giveWay(db, performance.now() - began);
  }
  const value: Learnt = { version: EXTRACTION, upTo: newest, reliability: reliabilityOf(tally) };
  await db
    .insert(settings)
    .values({ key: settingsKey, value })
    .onConflictDoUpdate({ target: settings.key, set: { value } });
  return read;
}
