/** What the composer is told: both parts, encoded headers, and nothing in them that could begin another header. */
import type { SendMailOptions } from "nodemailer";
import { parseAddress } from "./address.ts";
import { MailError, type Mail } from "./mailer.ts";

/** @throws MailError "refused" for an address that is none, or a line break in a header. */
export function compose({ to, subject, text, html, headers = {}, messageId }: Mail, from: string): SendMailOptions {
  if (parseAddress(to) !== to) throw new MailError("refused", `not an address: ${JSON.stringify(to)}`);
  const broken = [subject, messageId ?? "", ...Object.entries(headers).flat()].find(hasControls);
  if (broken !== undefined) throw new MailError("refused", `a line break in a header: ${JSON.stringify(broken)}`);
  return {
    from,
    // An object is taken as one address; text would be read as a list.
    to: { name: "", address: to },
    subject,
    text,
    html,
    headers: { ...headers },
    ...(messageId === undefined ? {} : { messageId: `<${messageId}>` }),
    // Mails are made of words that others wrote: none may name a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

// eslint-disable-next-line no-control-regex
const hasControls = (text: string): boolean => /[\0-\x1f\x7f]/.test(text);
