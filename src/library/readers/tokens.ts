/** Personal tokens: what a reader's own programs show in place of a session. */
import { and, eq, isNull, sql } from "drizzle-orm";
import { apiTokens, users } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { readerColumns } from "./owner.ts";
import type { Reader, Scope } from "./reader.ts";
import { hashOf } from "./secret.ts";

export interface TokenReader {
  readonly reader: Reader;
  readonly scope: Scope;
}

/** So that a token is told from other bearer secrets at a glance, by people and by scanners of leaked files. */
export const tokenPrefix = "pt_";

export async function readerOfToken(db: Db, token: string): Promise<TokenReader | null> {
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
