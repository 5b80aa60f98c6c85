/** Secrets that are shown once and kept as hashes: links, sessions, personal tokens. */
import { createHash, randomBytes } from "node:crypto";

/** 32 random bytes, fit for addresses and cookies. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** What the database keeps. The secret is random, so a fast hash without salt cannot be turned back. */
export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");
