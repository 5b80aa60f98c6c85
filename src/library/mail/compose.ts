/** What the composer is told: both parts, encoded headers, and nothing in them that could begin another header. */
import { createHash } from "node:crypto";
import type { SendMailOptions } from "nodemailer";
import { parseAddress } from "./address.ts";
import { MailError } from "./failure.ts";
import type { Mail } from "./mailer.ts";

/** @throws MailError "refused" for an address that is none, or a line break in a header. */
export function compose(mail: Mail, from: string): SendMailOptions {
  const { to, subject, text, html, headers = {}, messageId, date } = mail;
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
    ...(messageId === undefined ? {} : { messageId: `<${messageId}>`, baseBoundary: nameOf(messageId) }),
    ...(date === undefined ? {} : { date }),
    // Mails are made of words that others wrote: none may name a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The message as it travels, and whose it is. */
export async function messageOf(mail: Mail, from: string): Promise<{ bytes: Buffer; from: string }> {
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const { encode, wrap } = await import("nodemailer/lib/qp");
  const message = new MailComposer(compose(mail, from)).compile();
  const head = message.buildHeaders();
  // The composer's own way from parts to bytes is made for files of any size, and takes most of the time of sending a digest.
  const edge = `--${(message as unknown as { boundary: string }).boundary}`;
  const parts = message.childNodes.map((part, at) => {
    const text = [mail.text, mail.html][at].replace(/\r?\n/g, "\r\n");
    const encoding = travelsAsItIs(text) ? "7bit" : "quoted-printable";
    const headers = part.setHeader("Content-Transfer-Encoding", encoding).buildHeaders();
    return `${edge}\r\n${headers}\r\n\r\n${encoding === "7bit" ? text : wrap(encode(text))}`;
  });
  const sender = message.getEnvelope().from;
  const bytes = Buffer.from([head, "", ...parts, `${edge}--`, ""].join("\r\n"), "utf8");
  return { bytes, from: sender === false ? "" : sender };
}

/** ASCII in lines that every server takes (RFC 5321, 4.5.3.1.6): a link can be read, and copied, from the mail as it lies in a file. */
// eslint-disable-next-line no-control-regex
const travelsAsItIs = (text: string): boolean => !/[^\x01-\x7f]|[^\r\n]{990}|\r(?!\n)/.test(text);

/** A mail's own word, for file names and boundaries. */
export const nameOf = (messageId: string): string => createHash("sha256").update(messageId).digest("hex").slice(0, 16);

// eslint-disable-next-line no-control-regex
const hasControls = (text: string): boolean => /[\0-\x1f\x7f]/.test(text);
