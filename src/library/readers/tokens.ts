/** Personal tokens: what a reader's own programs show in place of a session. */
import { and, count, desc, eq, isNull, sql } from "drizzle-orm";
import { recordAudit } from "../audit/audit.ts";
import { LibraryError } from "../errors.ts";
import { apiTokens, users } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { checkedName } from "./names.ts";
import { readerColumns } from "./owner.ts";
import type { Reader, Scope } from "./reader.ts";
import { hashOf, newSecret } from "./secret.ts";

export interface TokenReader {
  readonly reader: Reader;
  readonly scope: Scope;
}

export interface TokenLine {
  readonly id: number;
  readonly name: string;
  readonly scope: Scope;
  readonly createdAt: string;
  /** null: never. Exact to the hour. */
  readonly usedAt: string | null;
}

export interface Tokens {
  /** Whose personal token this is, and what it may do; null if it is unknown, or its account is disabled. */
  byToken(token: string): Promise<TokenReader | null>;
  /** Newest first. */
  tokens(readerId: number): Promise<TokenLine[]>;
  /**
   * Returns the token, which nobody will see again.
   * @throws LibraryError INVALID_NAME; TOO_MANY past fifty.
   */
  createToken(readerId: number, token: { readonly name: string; readonly scope: Scope }): Promise<string>;
  revokeToken(readerId: number, id: number): Promise<void>;
}

/** So that a token is told from other bearer secrets at a glance, by people and by scanners of leaked files. */
const prefix = "pt_";
const max = 50;

export const createTokens = (db: Db): Tokens => ({
  byToken: (token) => readerOfToken(db, token),
  async tokens(readerId) {
    const { id, name, scope, createdAt, usedAt } = apiTokens;
    const rows = await db
      .select({ id, name, scope, createdAt, usedAt })
      .from(apiTokens)
      .where(eq(apiTokens.userId, readerId))
      .orderBy(desc(apiTokens.id));
    return rows.map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      usedAt: row.usedAt?.toISOString() ?? null,
    }));
  },
  async createToken(readerId, { name, scope }) {
    const token = prefix + newSecret();
    const named = checkedName(name);
    await db.transaction(async (tx) => {
      const [{ held }] = await tx.select({ held: count() }).from(apiTokens).where(eq(apiTokens.userId, readerId));
      if (held >= max) throw new LibraryError("TOO_MANY", `there are ${max} tokens already; revoke one first`);
      const [{ id }] = await tx
        .insert(apiTokens)
        .values({ userId: readerId, name: named, hash: hashOf(token), scope })
        .returning({ id: apiTokens.id });
      await recordAudit(tx, {
        userId: readerId,
        action: "token created",
        subject: `token ${id}`,
        details: { scope },
      });
    });
    return token;
  },
  async revokeToken(readerId, id) {
    await db.transaction(async (tx) => {
      const gone = await tx
        .delete(apiTokens)
        .where(and(eq(apiTokens.userId, readerId), eq(apiTokens.id, id)))
        .returning({ id: apiTokens.id });
      if (gone.length > 0) await recordAudit(tx, { userId: readerId, action: "token revoked", subject: `token ${id}` });
    });
  },
});

async function readerOfToken(db: Db, token: string): Promise<TokenReader | null> {
  const [found] = await db
    .select({
      id: apiTokens.id,
      scope: apiTokens.scope,
      reader: readerColumns,
      stale: sql<boolean>`${apiTokens.usedAt} is null or ${apiTokens.usedAt} < now() - interval '1 hour'`,
    })
    .from(apiTokens)
    .innerJoin(users, eq(users.id, apiTokens.userId))
    .where(and(eq(apiTokens.hash, hashOf(token)), isNull(users.disabledAt)));
  if (found === undefined) return null;
  if (found.stale)
    await db
      .update(apiTokens)
      .set({ usedAt: sql`now()` })
      .where(eq(apiTokens.id, found.id));
  return { reader: found.reader, scope: found.scope };
}
