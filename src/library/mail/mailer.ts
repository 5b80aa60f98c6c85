/** The one way mail leaves: over SMTP where a server is set, else into files beside the data, for whoever runs this installation. */
import { join } from "node:path";
import { fileMailer } from "./file-mailer.ts";
import { smtpMailer } from "./smtp-mailer.ts";

export { MailError, type MailFailure, type MailStage } from "./failure.ts";

export interface Mail {
  /** One address, as `parseAddress` returned it. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** More headers, such as List-Unsubscribe; line breaks in them are refused. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Without angle brackets; the same mail sent again should carry the same one. Default: made up by the composer. */
  readonly messageId?: string;
  /** What stands in Date; default: now. A mail sent again with the same `messageId` and date is the same, byte for byte. */
  readonly date?: Date;
}

export interface Mailer {
  readonly kind: "smtp" | "files";
  /** Where mail goes, for people: a server's name, or a folder. Never holds a password. */
  readonly where: string;
  /** What stands in From. */
  readonly from: string;
  /**
   * Resolves once the server, or the disk, has taken it, to what that said.
   * @param beforeEnd called at the last moment at which the mail can still be kept back: a throw does, and is passed on.
   * @throws MailError when it was not taken, or nobody knows.
   */
  send(mail: Mail, beforeEnd?: () => void): Promise<string>;
  close(): Promise<void>;
}

export interface MailSettings {
  /** smtp://user:password@host:587 or smtps://...; files are written without it. */
  readonly smtpUrl?: string;
  /** "papertape <papers@example.org>" */
  readonly from?: string;
}

/** Used where MAIL_FROM is not set: nobody can answer, and no domain is claimed. */
const anonymous = "papertape <papertape@localhost>";

export function createMailer({ smtpUrl, from = anonymous }: MailSettings, dataDir: string): Mailer {
  return smtpUrl === undefined ? fileMailer(join(dataDir, "mail"), from) : smtpMailer(smtpUrl, from);
}
