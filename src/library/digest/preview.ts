/** A digest as it would be, for anybody or for one subscription. Nothing is written, and nothing is sent. */
import { and, lte, max, sql } from "drizzle-orm";
import { listEntries } from "../schema/index.ts";
import type { ForYou } from "../for-you/for-you.ts";
import type { Db } from "../store/database.ts";
import { candidatesOf, type FindNew } from "./candidates.ts";
import { beginning, choose } from "./choose.ts";
import type { Digest } from "./content.ts";
import { askedFor, interestsOf } from "./interests.ts";
import { ownOrder } from "./own-order.ts";
import { whyNothing } from "./skipped.ts";
import { digestOf, paperSource } from "./papers.ts";
import type { Preferences } from "./preferences.ts";

export interface PreviewOf {
  readonly preferences: Preferences;
  /** The account whose follows count too. */
  readonly userId: number | null;
  /** YYYY-MM-DD; default: the newest day up to `today` that has papers. */
  readonly day?: string;
  /** YYYY-MM-DD */
  readonly today: string;
}

/** null: there is nothing to mail on that day. What was mailed before counts as if it had not been. */
export async function previewDigest(
  db: Db,
  { preferences, userId, day, today }: PreviewOf,
  { findNew, forYou }: { readonly findNew?: FindNew; readonly forYou?: Pick<ForYou, "order"> } = {},
): Promise<{ day: string; digest: Digest | null; why: string | null }> {
  const of = day ?? (await newestDay(db, today)) ?? today;
  const after = beginning(preferences.frequency, of, { lookedAt: null, confirmedAt: of });
  const [common] = await interestsOf(db, [{ userId, preferences }]);
  const asked = await askedFor([common], { since: new Date(after), today: of }, findNew);
  const candidates = await candidatesOf(db, { after, upTo: of, ...asked });
  const own = forYou && preferences.forYou && userId !== null;
  const interests = own ? { ...common, order: await ownOrder(forYou, userId, candidates) } : common;
  const days = { after, day: of, mailed: new Set<number>() };
  const { papers, more } = choose(candidates, interests, days);
  const source = paperSource(db);
  await source.load(papers.map(({ paper }) => paper));
  const digest = digestOf(preferences.frequency, { day: of, papers, more }, source);
  return { day: of, digest, why: digest === null ? whyNothing(candidates, interests, days) : null };
}

async function newestDay(db: Db, today: string): Promise<string | null> {
  const [row] = await db
    .select({ day: max(listEntries.day) })
    .from(listEntries)
    .where(and(lte(listEntries.day, today), sql`${listEntries.day} is not null`));
  return row?.day ?? null;
}
