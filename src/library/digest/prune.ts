/** What of old digests need not be kept: their content, and which papers were mailed that no digest can have again. */
import { and, inArray, lt, sql } from "drizzle-orm";
import { deliveries, mailedPapers } from "../schema/index.ts";
import { clock } from "../store/clock.ts";
import type { Db } from "../store/database.ts";

/** Days for which the digest of a day can be sent, by hand too: so long it is known who got it. */
export const remembered = 90;

/** A digest reaches back two weeks at most; a few days more cost nothing. */
const reach = 30;

/**
 * A paper that a list has named appears on the day of the first one, which never becomes a later one: once that is out of reach, nobody
 * needs to know who was mailed it. One that no list has named may be named tomorrow, and stays known for ever, with its digest.
 * @returns how many digests were forgotten.
 */
export async function pruneDigests(db: Db, now?: Date): Promise<number> {
  const before = sql`${clock(now)} - make_interval(days => ${remembered + reach}::int)`;
  return db.transaction(async (tx) => {
    const old = tx
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(and(inArray(deliveries.state, ["sent", "failed"]), lt(deliveries.createdAt, before)));
    await tx.delete(mailedPapers).where(
      and(
        inArray(mailedPapers.deliveryId, old),
        sql`exists (select 1 from listings join list_entries using (paper_id)
          where paper_id = ${mailedPapers.paperId} and listed is not null and day < ${before})`,
      ),
    );
    const gone = await tx
      .delete(deliveries)
      .where(
        and(
          inArray(deliveries.id, old),
          sql`not exists (select 1 from mailed_papers where delivery_id = ${deliveries.id})`,
        ),
      )
      .returning({ id: deliveries.id });
    return gone.length;
  });
}
