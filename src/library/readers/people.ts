/** What admins do with accounts: invite, give roles, disable. There is always an admin left. */
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { recordAudit } from "../audit/audit.ts";
import { LibraryError } from "../errors.ts";
import { addressKey, parseAddress } from "../mail/address.ts";
import { sessions, signInLinks, users } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { nameFrom } from "./names.ts";
import { readerColumns } from "./owner.ts";
import { hasRole, type Reader, type Role } from "./reader.ts";
import { registrationOpen, setRegistration } from "./registration.ts";

export interface Person extends Reader {
  readonly createdAt: string;
  /** null: invited, and never here. */
  readonly signedInAt: string | null;
  readonly disabledAt: string | null;
}

export interface People {
  /** In the order in which they joined. */
  people(): Promise<Person[]>;
  /** Makes an account that its owner enters by a link: that of `invitation`, or one they ask for. @throws LibraryError INVALID_ADDRESS, ADDRESS_TAKEN. */
  invite(by: number, email: string, role: Role): Promise<Reader>;
  /** @throws LibraryError NO_SUCH_READER, LAST_ADMIN. */
  setRole(by: number, readerId: number, role: Role): Promise<void>;
  /** Disabling ends every session at once. @throws LibraryError NO_SUCH_READER, LAST_ADMIN. */
  setDisabled(by: number, readerId: number, disabled: boolean): Promise<void>;
  registrationOpen(): Promise<boolean>;
  setRegistration(by: number, open: boolean): Promise<void>;
}

export const createPeople = (db: Db): People => ({
  async people() {
    const { createdAt, signedInAt, disabledAt } = users;
    const rows = await db
      .select({ ...readerColumns, createdAt, signedInAt, disabledAt })
      .from(users)
      .orderBy(asc(users.id));
    return rows.map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      signedInAt: row.signedInAt?.toISOString() ?? null,
      disabledAt: row.disabledAt?.toISOString() ?? null,
    }));
  },
  async invite(by, email, role) {
    const address = parseAddress(email);
    if (address === null)
      throw new LibraryError("INVALID_ADDRESS", `not an e-mail address: ${JSON.stringify(email.slice(0, 100))}`);
    return db.transaction(async (tx) => {
      const [invited] = await tx
        .insert(users)
        .values({ email: address, emailKey: addressKey(address), name: nameFrom(address), role })
        .onConflictDoNothing()
        .returning(readerColumns);
      if (invited === undefined) throw new LibraryError("ADDRESS_TAKEN", `${address} has an account already`);
      await recordAudit(tx, { userId: by, action: "invited", subject: `user ${invited.id}`, details: { role } });
      return invited;
    });
  },
  setRole: (by, readerId, role) =>
    change(db, readerId, role !== "admin", async (tx, before) => {
      if (before.role === role) return;
      await tx.update(users).set({ role }).where(eq(users.id, readerId));
      const details = { from: before.role, to: role };
      await recordAudit(tx, { userId: by, action: "role changed", subject: `user ${readerId}`, details });
    }),
  setDisabled: (by, readerId, disabled) =>
    change(db, readerId, disabled, async (tx, { emailKey }) => {
      await tx
        .update(users)
        .set({ disabledAt: disabled ? sql`coalesce(${users.disabledAt}, now())` : null })
        .where(eq(users.id, readerId));
      if (disabled) {
        await tx.delete(sessions).where(eq(sessions.userId, readerId));
        await tx.delete(signInLinks).where(eq(signInLinks.emailKey, emailKey ?? ""));
      }
      const action = disabled ? "account disabled" : "account enabled";
      await recordAudit(tx, { userId: by, action, subject: `user ${readerId}` });
    }),
  registrationOpen: () => registrationOpen(db),
  setRegistration: (by, open) => setRegistration(db, by, open),
});

type Account = typeof users.$inferSelect;

/**
 * Changes one account in a transaction. @param takesPower whether an admin would be one no longer.
 * @throws LibraryError NO_SUCH_READER, LAST_ADMIN.
 */
export function change(
  db: Db,
  readerId: number,
  takesPower: boolean,
  work: (tx: Db, before: Account) => Promise<void>,
): Promise<void> {
  return db.transaction(async (tx) => {
    // Locked in one order, so that two admins who demote each other do it one after the other.
    const admins = await tx
      .select({ id: users.id, email: users.email })
      .from(users)
      .where(and(eq(users.role, "admin"), isNull(users.disabledAt)))
      .orderBy(asc(users.id))
      .for("update");
    const [before] = await tx.select().from(users).where(eq(users.id, readerId)).for("update");
    if (before === undefined) throw new LibraryError("NO_SUCH_READER", `there is no account ${readerId}`);
    // An owner without an address could not sign in to a team.
    const others = admins.filter(({ id, email }) => id !== readerId && (email !== null || before.email === null));
    if (takesPower && hasRole(before, "admin") && before.disabledAt === null && others.length === 0)
      throw new LibraryError("LAST_ADMIN", "this is the last admin; make somebody else one first");
    await work(tx, before);
  });
}
