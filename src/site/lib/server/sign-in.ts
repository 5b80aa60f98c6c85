/** Sends the mail that signs somebody in, or does not, in a way that tells nobody which. */
import { createHash } from "node:crypto";
import type { Mail } from "#library/mail/mailer";
import { formatSeconds } from "#library/words/time";
import { Refused } from "./answers.ts";
import { context } from "./context.ts";

/** A person asks once or twice; a network of people more often. */
const limits = {
  address: { capacity: 3, perHour: 6 },
  network: { capacity: 20, perHour: 60 },
} as const;

/**
 * Takes the request; the answer is the same, and as fast, whether or not anybody may sign in with this address, because
 * all that depends on it happens afterwards. @param report told what went wrong then.
 * @throws Refused 429 for a network or an address that asks too often; addresses without an account are counted too.
 */
export async function askForLink(
  { email, next, network }: { readonly email: string; readonly next: string; readonly network: string },
  report: (error: unknown) => void,
): Promise<void> {
  const { limits: buckets } = context().library;
  const keys = [
    [`sign-in network ${digest(network)}`, limits.network],
    [`sign-in address ${digest(email.trim().toLowerCase())}`, limits.address],
  ] as const;
  for (const [key, limit] of keys) {
    const { allowed, retryAfterSeconds } = await buckets.take(key, limit);
    if (!allowed)
      throw new Refused(
        429,
        "TOO_MANY",
        `too many links were asked for; try again in ${formatSeconds(retryAfterSeconds)}`,
      );
  }
  void sendLink(email, next).catch(report);
}

async function sendLink(email: string, next: string): Promise<void> {
  const { readers, mailer, publicAddress } = context().library;
  const link = await readers.requestLink(email, next);
  if (link !== null) await mailer.send(linkMail(link.email, `${publicAddress}/sign-in/${link.token}`));
}

/** @param address of the page with the button; made of our own address and 43 characters of base64url. */
function linkMail(to: string, address: string): Mail {
  const { host } = new URL(address);
  const words = [
    `Somebody, probably you, wants to sign in to papertape at ${host}.`,
    "The link works once, for 15 minutes. If it was not you, do nothing: nobody gets in without it.",
  ];
  return {
    to,
    subject: `Sign in to papertape at ${host}`,
    text: `${words[0]}\n\n${address}\n\n${words[1]}\n`,
    html: `<p>${words[0]}</p><p><a href="${address}">Sign in</a></p><p>${words[1]}</p>`,
    headers: { "Auto-Submitted": "auto-generated" },
  };
}

/** Buckets hold neither addresses nor networks. */
const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);
