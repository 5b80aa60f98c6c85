/** Feeds of what only one reader sees. Programs that read feeds cannot sign in: whoever has the secret address may read them. */
import { randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { privateFeeds, users } from "../schema/index.ts";
import type { Db } from "../store/database.ts";

export interface PrivateFeeds {
  /** The secret part of a reader's addresses; null: there are none. */
  tokenOf(readerId: number): Promise<string | null>;
  /** Makes the addresses, or new ones in their place: the old ones end. */
  open(readerId: number): Promise<void>;
  close(readerId: number): Promise<void>;
  /** Whose feeds have this secret; null: nobody's, or an account's that is disabled. */
  readerOf(token: string): Promise<number | null>;
}

export const createPrivateFeeds = (db: Db): PrivateFeeds => ({
  async tokenOf(readerId) {
    const [row] = await db.select().from(privateFeeds).where(eq(privateFeeds.userId, readerId));
    return row?.token ?? null;
  },

  async open(readerId) {
    const token = randomBytes(16).toString("base64url");
    await db
      .insert(privateFeeds)
      .values({ userId: readerId, token })
      .onConflictDoUpdate({ target: privateFeeds.userId, set: { token } });
  },

  async close(readerId) {
    await db.delete(privateFeeds).where(eq(privateFeeds.userId, readerId));
  },

  async readerOf(token) {
    const [owner] = await db
      .select({ id: privateFeeds.userId })
      .from(privateFeeds)
      .innerJoin(users, eq(users.id, privateFeeds.userId))
      .where(sql`${privateFeeds.token} = ${token} and ${users.disabledAt} is null`);
    return owner?.id ?? null;
  },
});
