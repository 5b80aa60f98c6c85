/**
 * The code with which somebody becomes the first administrator: whoever can read the console of the server is its owner, and a stranger
 * who is faster is not. Kept as a hash, spent once, made anew at every start.
 */
import { randomBytes } from "node:crypto";
import { and, eq, isNotNull, sql } from "drizzle-orm";
import { settings, users } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { hashOf } from "./secret.ts";

const key = "owner.code";
/** Crockford's base 32: no letter that looks like a digit, and none that makes words. */
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 80 bits: nobody guesses it, however long they try. */
const length = 16;

/** Whether somebody who can sign in by mail is an admin: then there is nothing to claim. */
export async function adminYet(db: Db): Promise<boolean> {
  const found = await db
    .select({ id: users.id })
    .from(users)
    .where(and(isNotNull(users.email), eq(users.role, "admin")))
    .limit(1);
  return found.length > 0;
}

/** A new code, for the console; those before it are worth nothing from now on. null where there is an administrator. */
export async function newOwnerCode(db: Db): Promise<string | null> {
  if (await adminYet(db)) {
    await db.delete(settings).where(eq(settings.key, key));
    return null;
  }
  const code = Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join("");
  await db
    .insert(settings)
    .values({ key, value: hashOf(code) })
    .onConflictDoUpdate({ target: settings.key, set: { value: sql`excluded.value` } });
  return code.replace(/(.{4})(?=.)/g, "$1-");
}

/** Whether this is the code; then it was. Deleting the row is what spends it, so of two at the same time one has it. */
export async function spendOwnerCode(tx: Db, code: string): Promise<boolean> {
  const spent = await tx
    .delete(settings)
    .where(and(eq(settings.key, key), eq(settings.value, hashOf(plain(code)))))
    .returning({ key: settings.key });
  return spent.length > 0;
}

/** As people copy it: in any case, with or without dashes, with letters for the digits that they look like. */
const plain = (code: string): string =>
  code
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
