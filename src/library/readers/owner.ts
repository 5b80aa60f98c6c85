/** The owner of a single-user installation: its oldest admin, made where there is none. */
import { and, asc, eq, isNull } from "drizzle-orm";
import { users } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import type { Reader } from "./reader.ts";

/** Not an address, so nobody can ask for a link to it; unique, so two processes cannot make two owners. */
export const ownerKey = "owner";

export const readerColumns = { id: users.id, name: users.name, email: users.email, role: users.role };

export async function ownerOf(db: Db): Promise<Reader> {
  const found = await oldestAdmin(db);
  if (found !== undefined) return found;
  await ensureOwner(db);
  const made = await oldestAdmin(db);
  if (made === undefined) throw new Error("no admin: the owner's account is disabled or has lost its role");
  return made;
}

export async function ensureOwner(db: Db): Promise<void> {
  await db.insert(users).values({ emailKey: ownerKey, name: "Owner", role: "admin" }).onConflictDoNothing();
}

async function oldestAdmin(db: Db): Promise<Reader | undefined> {
  const [reader] = await db
    .select(readerColumns)
    .from(users)
    .where(and(eq(users.role, "admin"), isNull(users.disabledAt)))
    .orderBy(asc(users.id))
    .limit(1);
  return reader;
}
