/** What follows from how a delivery ended: done, again later, or given up; and whose fault it was. */
import type { MailError } from "../mail/failure.ts";

export type Outcome =
  | { readonly kind: "sent"; readonly answer: string }
  /** It was not taken, and may be later. `ours`: the server or the way to it, not this address. */
  | { readonly kind: "later"; readonly answer: string; readonly ours: boolean }
  /** Nobody knows whether it was taken. */
  | { readonly kind: "unknown"; readonly answer: string }
  /** It will never be taken. `gone`: there is no such address, so that the next one will not be either. */
  | { readonly kind: "refused"; readonly answer: string; readonly gone: boolean }
  /** There is nothing left to send. */
  | { readonly kind: "void"; readonly answer: string };

export function outcomeOf({ failure, stage, message: answer }: MailError): Outcome {
  const ours = stage === "connection" || stage === "sender";
  if (failure === "later") return { kind: "later", answer, ours };
  if (failure === "unknown") return { kind: "unknown", answer };
  return { kind: "refused", answer, gone: stage === "recipient" && !aboutPolicy(answer) };
}

/**
 * Servers say 550 both to "no such mailbox" and to "we do not like you". RFC 3463 tells them apart where it is used: x.1.x and x.2.x
 * are about the mailbox, x.2.2 is a full one, x.7.x is policy.
 */
function aboutPolicy(answer: string): boolean {
  const code = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(answer);
  return code !== null && !(code[1] === "1" || (code[1] === "2" && code[2] !== "2"));
}

/** Minutes until the next try: greylisting wants a few, a server that is down wants to be left alone. */
const pauses = [5, 10, 20, 40, 80, 120];
export const pauseAfter = (attempts: number): number => pauses[Math.min(attempts, pauses.length) - 1] * 60_000;

/** A mail that got no answer may be there already: it is tried twice more, an hour apart, and carries the same Message-ID. */
export const afterSilence = { tries: 3, pause: 3_600_000 };

/** So many digests in a row that failed for another reason than a missing mailbox suspend an address. */
export const failuresToSuspend = 3;
