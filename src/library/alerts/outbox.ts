/**
 * Alerts on their way into mails. What is due becomes a delivery of the outbox that digests leave by, and is marked in the same
 * transaction: two processes at once, or one that dies, mail nothing twice and lose nothing. See ../digest/README.md, "Exactly once".
 */
import { randomBytes } from "node:crypto";
import { and, asc, eq, gt, isNotNull, ne, sql, type SQL } from "drizzle-orm";
import { deliveries, subscribers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { jsonOf } from "../store/json-rows.ts";
import { rowsOf } from "../store/rows.ts";
import { eventInWords, followedInWords } from "../words/alerts.ts";
import { plainMaths } from "../words/plain-maths.ts";
import type { AlertsContent } from "./content.ts";
import type { EventDetails } from "./events.ts";
import { alertKinds } from "./switches.ts";

/** In one mail; more wait for the next pass, a few minutes later. */
const inOneMail = 50;

/** Days after which an alert that could not be mailed is no news: who was away from mail so long reads the site. */
const fresh = 7;

/** Readers in one transaction. */
const chunk = 100;

/** A subscription to which alerts may be mailed: the address is confirmed, takes mail, and is an account's. */
export const takesAlerts = (): SQL | undefined =>
  and(isNotNull(subscribers.confirmedAt), ne(subscribers.state, "suspended"), isNotNull(subscribers.userId));

/** @param domain the part of a Message-ID after the @. @returns how many mails there are now to send that were not there before. */
export async function enqueueAlerts(
  db: Db,
  { now, domain, signal }: { readonly now: Date; readonly domain: string; readonly signal?: AbortSignal },
): Promise<number> {
  let made = 0;
  for (let from = 0; ;) {
    signal?.throwIfAborted();
    const part = await db.transaction((tx) => enqueueSome(tx, { now, domain, from }));
    made += part.made;
    if (part.last === null) return made;
    from = part.last;
  }
}

async function enqueueSome(
  tx: Db,
  { now, domain, from }: { readonly now: Date; readonly domain: string; readonly from: number },
): Promise<{ readonly made: number; readonly last: number | null }> {
  const waiting = sql`exists (select from notifications where user_id = ${subscribers.userId} and mail = 'due' and created_at > ${since(now)})`;
  const readers = await tx
    .select({ id: subscribers.id, user: subscribers.userId })
    .from(subscribers)
    .where(and(takesAlerts(), gt(subscribers.id, from), waiting))
    .orderBy(asc(subscribers.id))
    .limit(chunk)
    // Another process has those that are locked, and is about to write the same.
    .for("update", { skipLocked: true });
  for (const { id, user } of readers) await enqueueFor(tx, { subscriber: id, user: user!, now, domain });
  return { made: readers.length, last: readers.length < chunk ? null : readers.at(-1)!.id };
}

const since = (now: Date): SQL => sql`${now.toISOString()}::timestamptz - make_interval(days => ${fresh}::int)`;

interface Due {
  readonly id: number;
  readonly slug: string;
  readonly title: string;
  readonly details: EventDetails | null;
  readonly reason: string | null;
}

async function enqueueFor(
  tx: Db,
  { subscriber, user, now, domain }: { subscriber: number; user: number; now: Date; domain: string },
): Promise<void> {
  const due = await rowsOf<Due>(
    tx,
    sql`select notifications.id, papers.slug, papers.title, details, reason
        from notifications join papers on papers.id = notifications.paper_id
        left join paper_events on paper_events.id = event_id
        where user_id = ${user} and mail = 'due' and notifications.created_at > ${since(now)}
        order by notifications.id limit ${inOneMail} for update of notifications`,
  );
  if (due.length === 0) return;
  const content: AlertsContent = {
    alerts: due.map(({ slug, title, details, reason }) => ({
      slug,
      title: plainMaths(title),
      says: plainMaths(details === null ? followedInWords(reason ?? "it") : eventInWords(details)),
    })),
  };
  const [delivery] = await tx
    .insert(deliveries)
    .values({
      subscriberId: subscriber,
      period: `${now.toISOString()} ${due[0].id}`,
      kind: "alerts",
      content,
      messageId: `${randomBytes(16).toString("hex")}@${domain}`,
      createdAt: now,
      notBefore: now,
      expiresAt: new Date(now.getTime() + fresh * 86_400_000),
    })
    .returning({ id: deliveries.id });
  await tx.execute(sql`
    update notifications set mail = 'made', delivery_id = ${delivery.id}
    where id = any(array(select json_array_elements_text(${jsonOf(due.map(({ id }) => id))})::integer))`);
}

/** No alert is mailed any more to the reader of a subscription; what is being sent at this moment still comes. */
export async function stopAlertMails(db: Db, subscriberId: number): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await tx
      .select({ user: subscribers.userId })
      .from(subscribers)
      .where(eq(subscribers.id, subscriberId))
      .for("update");
    const user = row?.user ?? null;
    if (user === null) return;
    await tx.execute(sql`
      insert into alert_switches (user_id, kind, channel, "on")
      select ${user}::integer, kind, 'mail', false
      from json_array_elements_text(${jsonOf(alertKinds)}) as kinds (kind)
      on conflict (user_id, kind, channel) do update set "on" = false`);
    await tx
      .delete(deliveries)
      .where(
        and(eq(deliveries.subscriberId, subscriberId), eq(deliveries.state, "queued"), eq(deliveries.kind, "alerts")),
      );
    await tx.execute(sql`update notifications set mail = 'off' where user_id = ${user} and mail = 'due'`);
  });
}
