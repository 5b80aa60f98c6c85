/** People who read here: how they come in, how they are known again, what they and admins do with accounts. */
import type { Db } from "../store/database.ts";
import { createAccount, type Account } from "./account.ts";
import { newOwnerCode } from "./owner-code.ts";
import { ownerOf } from "./owner.ts";
import { createPeople, type People } from "./people.ts";
import type { Reader } from "./reader.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createSignIn, type SignIn } from "./sign-in.ts";
import { createTokens, type Tokens } from "./tokens.ts";

export interface Readers extends SignIn, Sessions, Tokens, People, Account {
  /** Of a single-user installation: its oldest admin, made where there is none. */
  owner(): Promise<Reader>;
  /** For the console: with it somebody becomes the first administrator. null where there is one who can sign in by mail. */
  newOwnerCode(): Promise<string | null>;
}

export const createReaders = (db: Db): Readers => ({
  owner: () => ownerOf(db),
  newOwnerCode: () => newOwnerCode(db),
  ...createSignIn(db),
  ...createSessions(db),
  ...createTokens(db),
  ...createPeople(db),
  ...createAccount(db),
});
