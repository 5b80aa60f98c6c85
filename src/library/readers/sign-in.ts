/**
 * Signing in by a link in a mail. A link holds 32 random bytes, works once and for fifteen minutes, or for a week in an invitation; using
 * it deletes its row, so of two clicks at the same time one wins.
 *
 * Anybody can ask for a link to any address, so mails are limited for each address. That must not keep its owner out, however often
 * others ask and from wherever: the limit refills faster than links grow old. So whenever it is used up, a mail with a link that still
 * works was sent within the last ten minutes; and using a link, which only the owner of the mailbox can, fills it again.
 */
import { and, eq, gt, lte, sql, type SQL } from "drizzle-orm";
import { recordAudit } from "../audit/audit.ts";
import { LibraryError } from "../errors.ts";
import { forgetLimit, giveBack, takeToken } from "../limits/limits.ts";
import { addressKey, mailboxKey, parseAddress } from "../mail/address.ts";
import { sessions, signInLinks, users } from "../schema/index.ts";
import { clock } from "../store/clock.ts";
import type { Db } from "../store/database.ts";
import { checkedName, nameFrom } from "./names.ts";
import { adminYet, spendOwnerCode } from "./owner-code.ts";
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
  /** The one of the console, from whoever wants to be the first administrator. */
  readonly code?: string;
}

/** Whom a link would sign in. */
export interface ReadLink {
  readonly email: string;
  readonly newcomer: boolean;
  /** Nobody administers this installation yet: whoever has the code of the console may. */
  readonly unclaimed: boolean;
}

export interface SignIn {
  /** null if nobody may sign in with this address, or a link that still works was sent just now; whoever asked must not be able to tell. */
  requestLink(email: string, next: string, now?: Date): Promise<IssuedLink | null>;
  /** The mail with a link could not be handed over: the next one need not wait for it. */
  notSent(link: IssuedLink): Promise<void>;
  /** For the mail that invites; null for somebody who has been here, may not come in, or has no address. */
  invitation(readerId: number, now?: Date): Promise<IssuedLink | null>;
  /** Whom a link would sign in; null if it is used, too old or made up. Changes nothing. */
  readLink(token: string, now?: Date): Promise<ReadLink | null>;
  /** Signs in, once. null as above. @throws LibraryError INVALID_NAME, WRONG_CODE, and the link still works. */
  useLink(token: string, use: UseLink, now?: Date): Promise<Entry | null>;
}

export const invitationDays = 7;
/** Mails to one address: one in ten minutes in the long run, which is less than a link lives. */
const mails = { capacity: 3, perHour: 6 };
const lifetime = sql`make_interval(mins => ${signInLinks.minutes})`;

export const createSignIn = (db: Db): SignIn => ({
  async requestLink(email, next, now) {
    const address = parseAddress(email);
    if (address === null) return null;
    const known = await accountOf(db, addressKey(address));
    if (known ? known.disabledAt !== null : (await adminYet(db)) && !(await registrationOpen(db))) return null;
    const { allowed } = await takeToken(db, limitOf(address, known !== undefined), mails, now);
    // To the address as its owner gave it, however it was spelled now.
    return allowed ? issue(db, known?.email ?? address, { next }, now) : null;
  },
  async notSent({ token, email }) {
    await db.delete(signInLinks).where(eq(signInLinks.hash, hashOf(token)));
    await giveBack(db, limitOf(email, (await accountOf(db, addressKey(email))) !== undefined));
  },
  async invitation(readerId, now) {
    const [invited] = await db.select().from(users).where(eq(users.id, readerId));
    if (!invited?.email || invited.signedInAt !== null || invited.disabledAt !== null) return null;
    return issue(db, invited.email, { minutes: invitationDays * 24 * 60 }, now);
  },
  async readLink(token, now) {
    const [link] = await db.select().from(signInLinks).where(valid(token, now));
    if (link === undefined) return null;
    const known = await accountOf(db, link.emailKey);
    if (known?.disabledAt) return null;
    const newcomer = known === undefined || known.signedInAt === null;
    return { email: link.email, newcomer, unclaimed: !(await adminYet(db)) };
  },
  useLink: (token, use, now) => db.transaction((tx) => enter(tx, token, use, now)),
});

const accountOf = async (db: Db, emailKey: string): Promise<typeof users.$inferSelect | undefined> =>
  (await db.select().from(users).where(eq(users.emailKey, emailKey)))[0];

/** A name without the address in it. A stranger's mailbox is counted under all names of its own that it has; an account must not be kept out by those. */
const limitOf = (address: string, known: boolean): string =>
  `sign-in ${known ? "account" : "newcomer"} ${hashOf(known ? addressKey(address) : mailboxKey(address)).slice(0, 32)}`;

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

async function enter(tx: Db, token: string, use: UseLink, now?: Date): Promise<Entry | null> {
  const [link] = await tx.delete(signInLinks).where(valid(token, now)).returning();
  if (link === undefined) return null;
  const reader = await accountFor(tx, link, use);
  if (reader === null) return null;
  // Other links to the same address were asked for by the same person, who is in now, or by somebody else.
  await tx.delete(signInLinks).where(eq(signInLinks.emailKey, link.emailKey));
  await forgetLimit(tx, limitOf(link.email, true));
  if (use.previous !== undefined) await tx.delete(sessions).where(eq(sessions.hash, hashOf(use.previous)));
  const session = await startSession(tx, reader.id, use.agent, now);
  return { session, reader, next: link.next };
}

type Link = Pick<typeof signInLinks.$inferSelect, "email" | "emailKey">;

async function accountFor(tx: Db, { email, emailKey }: Link, { name, code }: UseLink): Promise<Reader | null> {
  const known = await arrive(tx, emailKey, name);
  if (known === null) return null;
  // One at a time: there is only one first.
  if (known === undefined || code !== undefined) await tx.execute(sql`select pg_advisory_xact_lock(${newcomersKey})`);
  const first = code !== undefined && !(await adminYet(tx));
  if (first && !(await spendOwnerCode(tx, code))) throw new LibraryError("WRONG_CODE", wrongCode);
  if (known !== undefined) return first ? promote(tx, known) : known;
  if (!first && !(await registrationOpen(tx))) {
    if (await adminYet(tx)) return null;
    throw new LibraryError("WRONG_CODE", codeNeeded);
  }
  const fields = {
    email,
    emailKey,
    name: name === undefined ? nameFrom(email) : checkedName(name),
    signedInAt: sql`now()`,
  };
  const [reader] = first
    ? await becomeOwner(tx, fields)
    : await tx.insert(users).values(fields).onConflictDoNothing().returning(readerColumns);
  if (reader === undefined) return (await arrive(tx, emailKey)) ?? null;
  await recordAudit(tx, {
    userId: reader.id,
    action: "account created",
    subject: `user ${reader.id}`,
    details: { role: reader.role },
  });
  return reader;
}

const codeNeeded =
  "nobody administers this site yet: enter the code that it printed on its console when it was started";
const wrongCode = "this is not the code that the site printed on its console when it was last started";

/** A member who shows the code of the console. */
async function promote(tx: Db, { id, role: from }: Reader): Promise<Reader> {
  const [reader] = await tx.update(users).set({ role: "admin" }).where(eq(users.id, id)).returning(readerColumns);
  const details = { from, to: "admin" };
  await recordAudit(tx, { userId: id, action: "role changed", subject: `user ${id}`, details });
  return reader;
}

/** Whoever used this installation alone goes on as its first member. */
async function becomeOwner(
  tx: Db,
  fields: Pick<typeof users.$inferInsert, "name" | "email" | "emailKey"> & { readonly signedInAt: SQL },
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

/** An arbitrary constant for the lock that newcomers take. */
const newcomersKey = 727378274;

export async function forgetLinks(db: Db): Promise<void> {
  await db.delete(signInLinks).where(lte(signInLinks.createdAt, sql`now() - ${lifetime}`));
}
