/**
 * Writes digests into the outbox. What a reader is mailed and the fact that it was mailed are one transaction, and the outbox takes a
 * day or week of a reader once: however often and by however many processes this runs, a digest is there once or not at all.
 */
import { randomBytes } from "node:crypto";
import { and, asc, eq, gt, inArray, lte, sql, type SQL } from "drizzle-orm";
import { jsonOf } from "../store/json-rows.ts";
import { deliveries, listEntries, mailedPapers, subscribers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { candidatesOf, type FindNew } from "./candidates.ts";
import type { ForYou } from "../for-you/for-you.ts";
import { beginning, choose, longestLookBack, type Candidate, type OwnOrder } from "./choose.ts";
import type { DeliveryContent } from "./content.ts";
import { askedFor, interestsOf, interestsOfDue } from "./interests.ts";
import { ownOrders } from "./own-order.ts";
import { named, whyNothing, type Skipped } from "./skipped.ts";
import { lastDue, nextDue, periodOf } from "./schedule.ts";
import { subscriberColumns, subscriberOf, type Subscriber } from "./subscriptions.ts";
import { addDays, dayIn } from "./zone.ts";

export interface EnqueueOptions {
  readonly now: Date;
  /** The part of a Message-ID after the @. */
  readonly domain: string;
  readonly findNew?: FindNew;
  /** Absent: every digest is in the common order. */
  readonly forYou?: Pick<ForYou, "order">;
  /** Only this subscription. */
  readonly only?: number;
  /** The digest of this day instead of what is due; the schedule stays as it is. */
  readonly day?: string;
  readonly signal?: AbortSignal;
}

/** Readers in one transaction: short enough for others to get their turn. */
const chunk = 200;

export interface Enqueued {
  /** Digests there are to send that were not there before. */
  readonly made: number;
  /** Those whose digest would be empty, or is there already; the first ones. */
  readonly skipped: readonly Skipped[];
}

export async function enqueue(db: Db, options: EnqueueOptions): Promise<Enqueued> {
  const { now, only, day, findNew, forYou } = options;
  const today = day ?? now.toISOString().slice(0, 10);
  const newest = day ?? addDays(today, 1);
  const after = addDays(newest, -longestLookBack - 1);
  // Before any transaction begins: a search has statements of its own.
  const dueBy = day === undefined ? now : undefined;
  const due = await interestsOfDue(db, { only, dueBy });
  if (due.length === 0) return { made: 0, skipped: [] };
  const asked = await askedFor(due, { since: new Date(after), today }, findNew);
  const candidates = await candidatesOf(db, { after, upTo: newest, ...asked });
  const orders = forYou
    ? await ownOrders(db, forYou, candidates, { only, dueBy, newest })
    : new Map<number, OwnOrder>();
  const pool = poolOf(candidates, after);
  let made = 0;
  const skipped: Skipped[] = [];
  for (let from = 0; ;) {
    options.signal?.throwIfAborted();
    const part = await db.transaction((tx) => enqueueSome(tx, options, { pool, orders }, from));
    made += part.written;
    skipped.push(...part.skipped.slice(0, named - skipped.length));
    if (part.last === null) return { made, skipped };
    from = part.last;
  }
}

interface Pool {
  /** Candidates of the days after the first and up to the second. */
  between(after: string, upTo: string): readonly Candidate[];
  /** No candidate is of this day or before. */
  readonly after: string;
}

/** Thousands of readers share a handful of ranges. */
function poolOf(all: readonly Candidate[], after: string): Pool {
  const ranges = new Map<string, readonly Candidate[]>();
  return {
    after,
    between(from, upTo) {
      const key = `${from} ${upTo}`;
      let range = ranges.get(key);
      if (!range) ranges.set(key, (range = all.filter(({ day }) => day > from && day <= upTo)));
      return range;
    },
  };
}

/** Readers after `from`, by id. `last` is the last of them; null: there are no more. */
async function enqueueSome(
  tx: Db,
  { now, domain, only, day }: EnqueueOptions,
  { pool, orders }: { readonly pool: Pool; readonly orders: ReadonlyMap<number, OwnOrder> },
  from: number,
): Promise<{ written: number; skipped: Skipped[]; last: number | null }> {
  const rows = await tx
    .select({ ...subscriberColumns, lookedAt: subscribers.lookedAt, confirmedAt: subscribers.confirmedAt })
    .from(subscribers)
    .where(
      and(
        eq(subscribers.state, "active"),
        gt(subscribers.id, from),
        only === undefined ? undefined : eq(subscribers.id, only),
        day === undefined ? lte(subscribers.nextAt, now) : undefined,
      ),
    )
    .orderBy(asc(subscribers.id))
    .limit(chunk)
    // Another process has those that are locked, and is about to write the same.
    .for("update", { skipLocked: true });
  if (rows.length === 0) return { written: 0, skipped: [], last: null };
  const readers = rows.map(({ lookedAt, confirmedAt, ...row }) => ({ ...subscriberOf(row), lookedAt, confirmedAt }));
  const interests = await interestsOf(tx, readers);
  const mailed = await mailedTo(
    tx,
    rows.map(({ id }) => id),
    pool.after,
  );
  const skipped: Skipped[] = [];
  const entries = readers.flatMap((reader, index) => {
    const { frequency, zone } = reader.preferences;
    const its = day ?? dayIn(zone, lastDue(reader.preferences, now));
    const after = beginning(frequency, its, {
      lookedAt: reader.lookedAt && dayIn(zone, reader.lookedAt),
      confirmedAt: dayIn(zone, reader.confirmedAt ?? now),
    });
    const days = { after, day: its, mailed: mailed.get(reader.id) ?? new Set<number>() };
    const candidates = pool.between(after, its);
    const { papers, more } = choose(candidates, { ...interests[index], order: orders.get(reader.id) }, days);
    if (papers.length === 0) {
      if (skipped.length < named)
        skipped.push({ email: reader.email, reason: whyNothing(candidates, interests[index], days) });
      return [];
    }
    const content: DeliveryContent = { day: its, papers, more };
    return [{ reader, period: periodOf(frequency, its), content }];
  });
  const added = await write(tx, entries, { now, domain });
  for (const { reader } of entries)
    if (!added.has(reader.id) && skipped.length < named)
      skipped.push({ email: reader.email, reason: "its digest of that day was made before" });
  if (day === undefined) await reschedule(tx, readers, now);
  return { written: added.size, skipped, last: rows.length < chunk || only !== undefined ? null : rows.at(-1)!.id };
}

async function mailedTo(tx: Db, readers: readonly number[], after: string): Promise<Map<number, Set<number>>> {
  const rows = await tx
    .select({ reader: mailedPapers.subscriberId, paper: mailedPapers.paperId })
    .from(mailedPapers)
    .innerJoin(listEntries, eq(listEntries.paperId, mailedPapers.paperId))
    .where(and(inArray(mailedPapers.subscriberId, [...readers]), gt(listEntries.day, after)));
  const mailed = new Map<number, Set<number>>(readers.map((reader) => [reader, new Set()]));
  for (const { reader, paper } of rows) mailed.get(reader)!.add(paper);
  return mailed;
}

/** Hours in which a digest is still news. */
const fresh = { daily: 20, weekly: 72 };

interface Entry {
  readonly reader: Subscriber;
  readonly period: string;
  readonly content: DeliveryContent;
}

async function write(
  tx: Db,
  entries: readonly Entry[],
  { now, domain }: { now: Date; domain: string },
): Promise<ReadonlyMap<number, number>> {
  if (entries.length === 0) return new Map();
  const added = await tx
    .insert(deliveries)
    .values(
      entries.map(({ reader: { id, preferences }, period, content }) => ({
        subscriberId: id,
        period,
        kind: preferences.frequency,
        content,
        messageId: `${randomBytes(16).toString("hex")}@${domain}`,
        createdAt: now,
        notBefore: now,
        expiresAt: new Date(now.getTime() + fresh[preferences.frequency] * 3_600_000),
      })),
    )
    .onConflictDoNothing({ target: [deliveries.subscriberId, deliveries.period, deliveries.kind] })
    .returning({ id: deliveries.id, reader: deliveries.subscriberId });
  const idOf = new Map(added.map(({ id, reader }) => [reader, id]));
  const rows = entries.flatMap(({ reader, content }) => {
    const delivery = idOf.get(reader.id);
    return delivery === undefined ? [] : content.papers.map(({ paper }) => ({ reader: reader.id, paper, delivery }));
  });
  if (rows.length > 0)
    await tx
      .insert(mailedPapers)
      .select(
        recordset(
          rows,
          sql`select reader as subscriber_id, paper as paper_id, delivery as delivery_id`,
          sql`reader int, paper int, delivery bigint`,
        ),
      );
  return idOf;
}

async function reschedule(tx: Db, readers: readonly Subscriber[], now: Date): Promise<void> {
  const due = readers.map(({ id, preferences }) => ({ id, at: nextDue(preferences, now).toISOString() }));
  await tx
    .update(subscribers)
    .set({ lookedAt: now, nextAt: sql`due.at` })
    .from(sql`(${recordset(due, sql`select *`, sql`id int, at timestamptz`)}) as due`)
    .where(sql`${subscribers.id} = due.id`);
}

const recordset = (rows: readonly unknown[], select: SQL, columns: SQL): SQL =>
  sql`${select} from json_to_recordset(${jsonOf(rows)}) as rows(${columns})`;
