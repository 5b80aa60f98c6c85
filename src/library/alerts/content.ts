/** Alerts as they lie in the outbox: in words, so that a mail that is tried again says the same. */

export interface MailedAlert {
  /** Of the paper. */
  readonly slug: string;
  /** As the paper has it. */
  readonly title: string;
  /** "A verdict has changed: ..." */
  readonly says: string;
}

export interface AlertsContent {
  readonly alerts: readonly MailedAlert[];
}
