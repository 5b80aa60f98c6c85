/**
 * The links in a digest's mails: whoever holds one may do what it says for one subscription, without signing in. They are signed with a
 * secret that is made once and lives in the database; nothing about a subscription has to be stored for a link to work.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { eq } from "drizzle-orm";
import { settings } from "../schema/index.ts";
import type { Db } from "../store/database.ts";

/**
 * "confirm" ends after a week; "manage" (preferences, unsubscribe) and "alerts" (no more alerts by mail) work as long as the
 * subscription is there.
 */
export type Purpose = "confirm" | "manage" | "alerts";

export interface Signer {
  sign(purpose: Purpose, subscriber: number, now?: Date): string;
  /** The subscriber's id, or null for what was not signed here, or for a confirmation that is over. */
  read(purpose: Purpose, token: string, now?: Date): number | null;
  /** A name that tells nothing about the subscription: the same for the same text, on this installation. */
  pseudonym(text: string): string;
}

export const settingsKey = "digest.secret";
const confirmDays = 7;
const day = 86_400_000;

/** Makes the secret if there is none yet; of several processes that do, one wins. */
export async function openSigner(db: Db): Promise<Signer> {
  await db
    .insert(settings)
    .values({ key: settingsKey, value: randomBytes(32).toString("base64url") })
    .onConflictDoNothing();
  const [{ value }] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, settingsKey));
  return signerOf(Buffer.from(value as string, "base64url"));
}

export function signerOf(secret: Buffer): Signer {
  /** 144 bits: fits twice into a line of text. */
  const mac = (text: string) => createHmac("sha256", secret).update(text).digest().subarray(0, 18);
  return {
    sign(purpose, subscriber, now = new Date()) {
      const body =
        purpose === "confirm"
          ? `${subscriber.toString(36)}-${Math.floor(now.getTime() / day + confirmDays).toString(36)}`
          : subscriber.toString(36);
      return `${body}.${mac(`${purpose} ${body}`).toString("base64url")}`;
    },
    read(purpose, token, now = new Date()) {
      const found = /^([0-9a-z]{1,8})(?:-([0-9a-z]{1,8}))?\.([\w-]{24})$/.exec(token);
      if (!found || (purpose === "confirm") !== (found[2] !== undefined)) return null;
      const body = token.slice(0, token.indexOf("."));
      if (!timingSafeEqual(Buffer.from(found[3], "base64url"), mac(`${purpose} ${body}`))) return null;
      if (purpose === "confirm" && parseInt(found[2], 36) < Math.floor(now.getTime() / day)) return null;
      return parseInt(found[1], 36);
    },
    pseudonym: (text) => mac(`name ${text}`).toString("hex").slice(0, 20),
  };
}
