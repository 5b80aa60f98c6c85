/** People who read here: who they are and how they are known again. */
import type { Db } from "../store/database.ts";
import { ownerOf } from "./owner.ts";
import type { Reader } from "./reader.ts";
import { readerOfSession } from "./sessions.ts";
import { readerOfToken, type TokenReader } from "./tokens.ts";

export interface Readers {
  /** Of a single-user installation: its oldest admin, made where there is none. */
  owner(): Promise<Reader>;
  /** Who holds a session cookie's token; null if it is unknown, has expired, or its account is disabled. */
  bySession(token: string): Promise<Reader | null>;
  /** Whose personal token this is, and what it may do; null likewise. */
  byToken(token: string): Promise<TokenReader | null>;
}

export const createReaders = (db: Db): Readers => ({
  owner: () => ownerOf(db),
  bySession: (token) => readerOfSession(db, token),
  byToken: (token) => readerOfToken(db, token),
});
