/** What somebody does with their own account: rename it, take everything along, delete it. */
import { eq } from "drizzle-orm";
import { getTableConfig, type PgColumn, type PgTable } from "drizzle-orm/pg-core";
import { recordAudit } from "../audit/audit.ts";
import * as schema from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { checkedName } from "./names.ts";
import { change } from "./people.ts";

const { signInLinks, users } = schema;

export interface Account {
  /** @throws LibraryError INVALID_NAME. */
  rename(readerId: number, name: string): Promise<void>;
  /** Every row of every table that belongs to this person, without secrets. */
  everythingOf(readerId: number): Promise<Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>;
  /** Deletes the account and what was private to it. What was said in public stays, without a name. @throws LibraryError LAST_ADMIN. */
  deleteAccount(readerId: number): Promise<void>;
}

export const createAccount = (db: Db): Account => ({
  async rename(readerId, name) {
    await db
      .update(users)
      .set({ name: checkedName(name) })
      .where(eq(users.id, readerId));
  },
  async everythingOf(readerId) {
    const all: Record<string, readonly Record<string, unknown>[]> = {};
    for (const { name, table, owner } of ownedTables()) {
      const rows = await db.select().from(table).where(eq(owner, readerId));
      all[name] = rows.map(withoutSecrets);
    }
    return all;
  },
  deleteAccount: (readerId) =>
    change(db, readerId, true, async (tx, { emailKey }) => {
      await recordAudit(tx, { userId: null, action: "account deleted", subject: `user ${readerId}` });
      await tx.delete(signInLinks).where(eq(signInLinks.emailKey, emailKey ?? ""));
      // The tables say themselves what goes with it and what stays: see their foreign keys.
      await tx.delete(users).where(eq(users.id, readerId));
    }),
});

interface Owned {
  readonly name: string;
  readonly table: PgTable;
  readonly owner: PgColumn;
}

/** The accounts themselves, and every table with a column that points at them: one that is added later is here already. */
function ownedTables(): Owned[] {
  return Object.values(schema).flatMap((table) => {
    const { name, foreignKeys } = getTableConfig(table);
    if (table === users) return [{ name, table, owner: users.id }];
    return foreignKeys
      .map((key) => key.reference())
      .filter(({ foreignTable }) => foreignTable === users)
      .map(({ columns }, index) => ({
        name: index === 0 ? name : `${name} (${columns[0].name})`,
        table,
        owner: columns[0],
      }));
  });
}

const withoutSecrets = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !/hash|secret|token/i.test(name)));
