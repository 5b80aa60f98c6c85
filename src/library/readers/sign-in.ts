/**
 * Signing in by a link in a mail. A link holds 32 random bytes, works once and for fifteen minutes, or for a week in an invitation; using
 * it deletes its row, so of two clicks at the same time one wins.
 */
import { and, eq, gt, isNotNull, lte, sql, type SQL } from "drizzle-orm";
import { recordAudit } from "../audit/audit.ts";
import { addressKey, parseAddress } from "../mail/address.ts";
import { sessions, signInLinks, users } from "../schema/index.ts";
import { clock } from "../store/clock.ts";
import type { Db } from "../store/database.ts";
import { checkedName, nameFrom } from "./names.ts";
import { ensureOwner, ownerKey, readerColumns } from "./owner.ts";
import type { Reader } from "./reader.ts";
import { registrationOpen } from "./registration.ts";
import { hashOf, newSecret } from "./secret.ts";
import { startSession } from "./sessions.ts";

export interface IssuedLink {
  /** Goes into the link, and nowhere else. */
  readonly token: string;
  readonly email: string;
}

export interface Entry {
  /** For the session cookie. */
  readonly session: string;
  readonly reader: Reader;
  /** Where the reader wanted to go: a path, as it was given to `requestLink`. */
  readonly next: string;
}

interface UseLink {
  /** What a newcomer wants to be called; others keep their name. */
  readonly name?: string;
  /** What the browser calls itself. */
  readonly agent: string | null;
  /** The token of a session that this one takes the place of. */
  readonly previous?: string;
}

export interface SignIn {
  /** null if nobody may sign in with this address; whoever asked must not be able to tell. */
  requestLink(email: string, next: string, now?: Date): Promise<IssuedLink | null>;
  /** For the mail that invites; null for somebody who has been here, may not come in, or has no address. */
  invitation(readerId: number, now?: Date): Promise<IssuedLink | null>;
  /** Whom a link would sign in; null if it is used, too old or made up. Changes nothing. */
  readLink(token: string, now?: Date): Promise<{ readonly email: string; readonly newcomer: boolean } | null>;
  /** Signs in, once. null as above. @throws LibraryError INVALID_NAME, and the link still works. */
  useLink(token: string, use: UseLink, now?: Date): Promise<Entry | null>;
}

export const invitationDays = 7;
const lifetime = sql`make_interval(mins => ${signInLinks.minutes})`;

export const createSignIn = (db: Db): SignIn => ({
  async requestLink(email, next, now) {
    const address = parseAddress(email);
    if (address === null || !(await mayEnter(db, addressKey(address)))) return null;
    return issue(db, address, { next }, now);
  },
  async invitation(readerId, now) {
    const [invited] = await db.select().from(users).where(eq(users.id, readerId));
    if (!invited?.email || invited.signedInAt !== null || invited.disabledAt !== null) return null;
    return issue(db, invited.email, { minutes: invitationDays * 24 * 60 }, now);
  },
  async readLink(token, now) {
    const [link] = await db.select().from(signInLinks).where(valid(token, now));
    if (link === undefined) return null;
    const [known] = await db.select().from(users).where(eq(users.emailKey, link.emailKey));
    if (known?.disabledAt) return null;
    return { email: link.email, newcomer: known === undefined || known.signedInAt === null };
  },
  useLink: (token, use, now) => db.transaction((tx) => enter(tx, token, use, now)),
});

async function issue(
  db: Db,
  email: string,
  how: { readonly next?: string; readonly minutes?: number },
  now?: Date,
): Promise<IssuedLink> {
  const token = newSecret();
  const emailKey = addressKey(email);
  await db.insert(signInLinks).values({ hash: hashOf(token), email, emailKey, ...how, createdAt: clock(now) });
  return { token, email };
}

const valid = (token: string, now?: Date) =>
  and(eq(signInLinks.hash, hashOf(token)), gt(signInLinks.createdAt, sql`${clock(now)} - ${lifetime}`));

async function enter(tx: Db, token: string, { name, agent, previous }: UseLink, now?: Date): Promise<Entry | null> {
  const [link] = await tx.delete(signInLinks).where(valid(token, now)).returning();
  if (link === undefined) return null;
  const reader = await accountFor(tx, link, name);
  if (reader === null) return null;
  // Other links to the same address were asked for by the same person, who is in now, or by somebody else.
  await tx.delete(signInLinks).where(eq(signInLinks.emailKey, link.emailKey));
  if (previous !== undefined) await tx.delete(sessions).where(eq(sessions.hash, hashOf(previous)));
  const session = await startSession(tx, reader.id, agent, now);
  return { session, reader, next: link.next };
}

type Link = Pick<typeof signInLinks.$inferSelect, "email" | "emailKey">;

async function accountFor(tx: Db, { email, emailKey }: Link, name?: string): Promise<Reader | null> {
  const known = await arrive(tx, emailKey, name);
  if (known !== undefined) return known;
  // One at a time: the first becomes admin, and there is only one first.
  await tx.execute(sql`select pg_advisory_xact_lock(${newcomersKey})`);
  if (!(await mayEnter(tx, emailKey))) return null;
  const fields = {
    email,
    emailKey,
    name: name === undefined ? nameFrom(email) : checkedName(name),
    signedInAt: sql`now()`,
  };
  const [reader] = (await adminYet(tx))
    ? await tx.insert(users).values(fields).onConflictDoNothing().returning(readerColumns)
    : await becomeOwner(tx, fields);
  if (reader === undefined) return (await arrive(tx, emailKey)) ?? null;
  await recordAudit(tx, {
    userId: reader.id,
    action: "account created",
    subject: `user ${reader.id}`,
    details: { role: reader.role },
  });
  return reader;
}

/** Whoever used this installation alone goes on as its first member. */
async function becomeOwner(
  tx: Db,
  fields: { readonly name: string; readonly email: string; readonly emailKey: string; readonly signedInAt: SQL },
) {
  await ensureOwner(tx);
  return tx
    .update(users)
    .set({ ...fields, role: "admin" })
    .where(eq(users.emailKey, ownerKey))
    .returning(readerColumns);
}

/** The account of an address, if there is one that may be used, marked as having been here. */
async function arrive(tx: Db, emailKey: string, name?: string): Promise<Reader | null | undefined> {
  const [known] = await tx.select().from(users).where(eq(users.emailKey, emailKey)).for("update");
  if (known === undefined) return undefined;
  if (known.disabledAt !== null) return null;
  const renamed = known.signedInAt === null && name !== undefined ? { name: checkedName(name) } : {};
  const [reader] = await tx
    .update(users)
    .set({ signedInAt: sql`now()`, ...renamed })
    .where(eq(users.id, known.id))
    .returning(readerColumns);
  return reader;
}

async function mayEnter(db: Db, emailKey: string): Promise<boolean> {
  const [known] = await db.select({ disabledAt: users.disabledAt }).from(users).where(eq(users.emailKey, emailKey));
  if (known !== undefined) return known.disabledAt === null;
  return (await registrationOpen(db)) || !(await adminYet(db));
}

/** Whether somebody who can sign in by mail is an admin. */
async function adminYet(db: Db): Promise<boolean> {
  const found = await db
    .select({ id: users.id })
    .from(users)
    .where(and(isNotNull(users.email), eq(users.role, "admin")))
    .limit(1);
  return found.length > 0;
}

/** An arbitrary constant for the lock that newcomers take. */
const newcomersKey = 727378274;

export async function forgetLinks(db: Db): Promise<void> {
  await db.delete(signInLinks).where(lte(signInLinks.createdAt, sql`now() - ${lifetime}`));
}
