/** Mails with links: one for whoever asks, sent or not in a way that tells nobody which; one for whom an admin invited. */
import { escapeHtml } from "#lab/text/escape";
import type { Mail } from "#library/mail/mailer";
import type { Reader } from "#library/readers/reader";
import type { RequestEvent } from "@sveltejs/kit";
import { Refused } from "../http/answers.ts";
import { context } from "../context.ts";
import { notTooOftenFromNetwork } from "./limits.ts";

/**
 * Takes the request; the answer is the same, and as fast, whether or not anybody may sign in with this address, and whether or not a
 * mail went there just now, because all that depends on it happens afterwards. @param report told what went wrong then.
 * @throws Refused 429 for a network that asks too often.
 */
export async function askForLink(
  event: Pick<RequestEvent, "getClientAddress">,
  { email, next }: { readonly email: string; readonly next: string },
  report: (error: unknown) => void,
): Promise<void> {
  await notTooOftenFromNetwork(event, "sign-in");
  void sendLink(email, next).catch(report);
}

async function sendLink(email: string, next: string): Promise<void> {
  const { readers, mailer, publicAddress } = context().library;
  const link = await readers.requestLink(email, next);
  if (link === null) return;
  try {
    await mailer.send(linkMail(link.email, `${publicAddress}/sign-in/${link.token}`));
  } catch (error) {
    await readers.notSent(link);
    throw error;
  }
}

/**
 * Tells somebody who has an account now, and was never here, how to come in.
 * @throws Refused 502 where the mail could not be handed over: the account is there, and its owner may ask for a link.
 */
export async function sendInvitation(invited: Pick<Reader, "id">, by: Reader): Promise<void> {
  const { readers, mailer, publicAddress } = context().library;
  const link = await readers.invitation(invited.id);
  if (link === null) return;
  try {
    await mailer.send(invitationMail(link.email, { site: publicAddress, token: link.token, by: by.name }));
  } catch (error) {
    throw new Refused(
      502,
      "MAIL_FAILED",
      `${link.email} has an account now, but the mail that says so could not be handed over (${(error as Error).message}); send it again, or tell them to ask for a link on the sign-in page`,
    );
  }
}

function invitationMail(to: string, { site, token, by }: Record<"site" | "token" | "by", string>): Mail {
  const { host } = new URL(site);
  const [come, later] = [`${site}/sign-in/${token}`, `${site}/sign-in`];
  const words = [
    `${by} invites you to papertape at ${host}: papers of the day, to read, run and discuss.`,
    "This link lets you in once, within a week. There is no password.",
    "Later, or when the link is used up, ask for another one with this address:",
  ];
  return {
    to,
    subject: `You are invited to papertape at ${host}`,
    text: `${words[0]}\n\n${words[1]}\n\n${come}\n\n${words[2]}\n\n${later}\n`,
    html: `<p>${escapeHtml(words[0])}</p><p>${words[1]}</p><p><a href="${come}">Come in</a></p><p>${words[2]} <a href="${later}">${later}</a></p>`,
    headers: { "Auto-Submitted": "auto-generated" },
  };
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
