/** The order of what an account likes, for the digests that ask for it. */
import { and, eq, isNotNull, lte } from "drizzle-orm";
import type { ForYou } from "../for-you/for-you.ts";
import { subscribers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { lookBack, type Candidate, type OwnOrder } from "./choose.ts";
import { addDays } from "./zone.ts";

/** A digest has at most 50 papers, and many of the first ones were mailed or do not fit. */
const most = 300;

export async function ownOrder(
  forYou: Pick<ForYou, "order">,
  userId: number,
  candidates: readonly Candidate[],
): Promise<OwnOrder | undefined> {
  const ordered = await forYou.order(
    userId,
    candidates.map(({ id }) => id),
    most,
  );
  return ordered === null
    ? undefined
    : new Map(ordered.map(({ paper, like }, place) => [paper, { place, like: like?.title ?? null }]));
}

/** Of everybody whose digest is due and asks for it, by subscription. @param newest the last day of the candidates. */
export async function ownOrders(
  db: Db,
  forYou: Pick<ForYou, "order">,
  candidates: readonly Candidate[],
  { dueBy, only, newest }: { readonly dueBy?: Date; readonly only?: number; readonly newest: string },
): Promise<ReadonlyMap<number, OwnOrder>> {
  const readers = await db
    .select({ id: subscribers.id, user: subscribers.userId, frequency: subscribers.frequency })
    .from(subscribers)
    .where(
      and(
        eq(subscribers.state, "active"),
        eq(subscribers.forYou, true),
        isNotNull(subscribers.userId),
        only === undefined ? undefined : eq(subscribers.id, only),
        dueBy === undefined ? undefined : lte(subscribers.nextAt, dueBy),
      ),
    );
  const orders = new Map<number, OwnOrder>();
  for (const { id, user, frequency } of readers) {
    // One day more: the newest day of some time zones has only begun.
    const after = addDays(newest, -lookBack[frequency] - 1);
    const order = await ownOrder(
      forYou,
      user!,
      candidates.filter(({ day }) => day > after),
    );
    if (order !== undefined) orders.set(id, order);
  }
  return orders;
}
