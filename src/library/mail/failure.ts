/** What may become of a mail that was not simply taken. */

export type MailFailure =
  /** The server will never take this mail for this address: a 5xx answer. */
  | "refused"
  /** Not now: a 4xx answer (greylisting among them), no connection, no answer in time. It was not taken. */
  | "later"
  /** The connection ended after the mail was sent and before it was acknowledged: it may have been taken. */
  | "unknown";

/** How far the conversation had come, and so what the failure is about. */
export type MailStage =
  /** No conversation, or it broke off: connecting, signing in, waiting. */
  | "connection"
  /** The server does not like who sends. */
  | "sender"
  /** It does not like the address. */
  | "recipient"
  /** It has the whole mail. */
  | "verdict";

export class MailError extends Error {
  override readonly name = "MailError";
  readonly stage: MailStage;

  constructor(
    readonly failure: MailFailure,
    message: string,
    { stage = "connection", cause }: { stage?: MailStage; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.stage = stage;
  }
}
