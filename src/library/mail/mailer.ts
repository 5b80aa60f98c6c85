/** The one way mail leaves: over SMTP where a server is set, else into files beside the data, for whoever runs this installation. */
import { join } from "node:path";
import { fileMailer } from "./file-mailer.ts";
import { smtpMailer } from "./smtp-mailer.ts";

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
}

export interface Mailer {
  readonly kind: "smtp" | "files";
  /** Where mail goes, for people: a server's name, or a folder. Never holds a password. */
  readonly where: string;
  /** What stands in From. */
  readonly from: string;
  /**
   * Resolves once the server, or the disk, has taken it.
   * @throws MailError when it has not, or nobody knows.
   */
  send(mail: Mail): Promise<void>;
  close(): Promise<void>;
}

export interface MailSettings {
  /** smtp://user:password@host:587 or smtps://...; files are written without it. */
  readonly smtpUrl?: string;
  /** "papertape <papers@example.org>" */
  readonly from?: string;
}

export type MailFailure =
  /** The server will never take this mail for this address: a 5xx answer. */
  | "refused"
  /** Not now: a 4xx answer (greylisting among them), no connection, no answer in time. It was not taken. */
  | "later"
  /** The connection ended after the mail was sent and before it was acknowledged: it may have been taken. */
  | "unknown";

export class MailError extends Error {
  override readonly name = "MailError";
  constructor(
    readonly failure: MailFailure,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Used where MAIL_FROM is not set: nobody can answer, and no domain is claimed. */
const anonymous = "papertape <papertape@localhost>";

export function createMailer({ smtpUrl, from = anonymous }: MailSettings, dataDir: string): Mailer {
  return smtpUrl === undefined ? fileMailer(join(dataDir, "mail"), from) : smtpMailer(smtpUrl, from);
}
