/** Which kinds of alerts a reader wants, and by which way: what is usual, and what each has switched. */
import { sql } from "drizzle-orm";
import { alertSwitches } from "../schema/index.ts";
import { jsonOf } from "../store/json-rows.ts";
import type { Db } from "../store/database.ts";

/** Of followed papers the first three; new papers by an author, on a topic or found by a search that is followed the others. */
export const alertKinds = ["version", "code", "verdict", "search", "author", "topic"] as const;
export type AlertKind = (typeof alertKinds)[number];

export const channels = ["site", "mail", "feed"] as const;
export type Channel = (typeof channels)[number];

export type Switches = Readonly<Record<AlertKind, Readonly<Record<Channel, boolean>>>>;

/** Nobody is mailed who has not asked for it. */
const usual: Readonly<Record<Channel, boolean>> = { site: true, mail: false, feed: true };

export async function readSwitches(db: Db, userId: number): Promise<Switches> {
  const rows = await db
    .select({ kind: alertSwitches.kind, channel: alertSwitches.channel, on: alertSwitches.on })
    .from(alertSwitches)
    .where(sql`${alertSwitches.userId} = ${userId}`);
  const set = new Map(rows.map(({ kind, channel, on }) => [`${kind} ${channel}`, on]));
  const of = (kind: AlertKind) =>
    Object.fromEntries(channels.map((channel) => [channel, set.get(`${kind} ${channel}`) ?? usual[channel]]));
  return Object.fromEntries(alertKinds.map((kind) => [kind, of(kind)])) as Switches;
}

export async function writeSwitches(tx: Db, userId: number, switches: Switches): Promise<void> {
  const rows = alertKinds.flatMap((kind) =>
    channels.map((channel) => ({ kind, channel, on: switches[kind][channel] })),
  );
  await tx.execute(sql`
    insert into ${alertSwitches} (user_id, kind, channel, "on")
    select ${userId}::integer, kind, channel, "on"
    from json_to_recordset(${jsonOf(rows)}) as new (kind text, channel text, "on" boolean)
    on conflict (user_id, kind, channel) do update set "on" = excluded."on"`);
}

/** For a statement: whether somebody (`user_id` of `matches`) wants a kind (`switch` of `matches`) by a channel. */
export const wants = (channel: Channel) => sql`coalesce(
  (select switches."on" from ${alertSwitches} as switches where switches.user_id = matches.user_id
    and switches.kind = matches.switch and switches.channel = ${channel}),
  ${usual[channel]}::boolean)`;
