/** Sends what waits in the outbox, several mails at a time. Any number of processes may do so at once. */
import { MailError } from "../mail/failure.ts";
import type { Mail, Mailer } from "../mail/mailer.ts";
import type { Db } from "../store/database.ts";
import { newSender, openJournal, type Journal } from "./journal.ts";
import type { Post } from "./mails.ts";
import { outcomeOf, type Outcome } from "./outcome.ts";
import { digestOf, paperSource, type PaperSource } from "./papers.ts";
import { claim, settle, type Claimed, type Ended, type Settled } from "./queue.ts";
import { recover } from "./recover.ts";

export interface SendOptions {
  readonly mailer: Mailer;
  readonly post: Post;
  /** Where journals are kept. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  /** For tests; default: the database's clock, and now. */
  readonly now?: Date;
  /** Only to this subscription. */
  readonly only?: number;
  readonly report?: (sofar: Settled) => void;
}

export interface SendReport extends Settled {
  /** Why it ended early: the server, or the way to it; null: everything was tried. */
  readonly stopped: string | null;
}

/** Mails at a time; connections may be fewer. */
const abreast = 8;
/** Deliveries taken together. */
const batch = 64;
/** Milliseconds for which deliveries are ours. */
export const lease = 900_000;
/** After so many of them nothing more is let go of: the rest of the lease is the server's, to answer in. */
const lastMoment = 480_000;
/** So many failures in a row that are not about addresses: the server does not want us now. */
const enough = 6;

const mistake = "papertape could not send a mail: ";

/** The lease ended before the mail was out; somebody else has it, or will. */
class TooLate extends Error {}

export async function sendQueued(db: Db, options: SendOptions): Promise<SendReport> {
  const { folder, signal, now, only } = options;
  const sender = newSender();
  await recover(db, folder, now);
  const journal = openJournal(folder, sender);
  const source = paperSource(db);
  const sum = { sent: 0, later: 0, failed: 0, suspended: 0 };
  let stopped: string | null = null;
  try {
    while (stopped === null && !signal?.aborted) {
      const deadline = performance.now() + lastMoment;
      const claimed = await claim(db, sender, { count: batch, lease, now, only });
      if (claimed.length === 0) break;
      await source.load(
        claimed.flatMap(({ content }) => ("papers" in content ? content.papers.map(({ paper }) => paper) : [])),
      );
      const letGo = { deadline, journal, source };
      const { ended, reason } = await sendAbreast(claimed, options, letGo);
      stopped = reason;
      const settled = await settle(db, ended, now ?? new Date());
      journal.settled();
      for (const key of Object.keys(sum) as (keyof Settled)[]) sum[key] += settled[key];
      options.report?.(sum);
    }
  } finally {
    journal.close();
  }
  signal?.throwIfAborted();
  return { ...sum, stopped };
}

interface LettingGo {
  readonly deadline: number;
  readonly journal: Journal;
  readonly source: PaperSource;
}

/** Every delivery gets an outcome: those that were not begun are back in the queue. */
async function sendAbreast(
  claimed: readonly Claimed[],
  options: SendOptions,
  letGo: LettingGo,
): Promise<{ ended: Ended[]; reason: string | null }> {
  const waiting = [...claimed];
  const ended: Ended[] = [];
  let refusals = 0;
  let reason: string | null = null;
  const one = async () => {
    for (let delivery; (delivery = waiting.shift());) {
      const outcome: Outcome =
        reason === null && !options.signal?.aborted
          ? await sendOne(delivery, options, letGo)
          : { kind: "later", answer: reason ?? "the sending process stopped", ours: true };
      ended.push({ delivery, outcome });
      refusals = outcome.kind === "later" && outcome.ours ? refusals + 1 : 0;
      if (refusals >= enough) reason ??= outcome.answer;
    }
  };
  await Promise.all(Array.from({ length: abreast }, one));
  return { ended, reason };
}

async function sendOne(
  delivery: Claimed,
  { mailer, post }: SendOptions,
  { deadline, journal, source }: LettingGo,
): Promise<Outcome> {
  const { id } = delivery;
  let out = false;
  try {
    const mail = mailOf(delivery, post, source);
    if (mail === null) return { kind: "void", answer: "all of its papers were deleted" };
    const answer = await mailer.send(mail, () => {
      if (performance.now() > deadline) throw new TooLate();
      journal.note(id, "out");
      out = true;
    });
    journal.note(id, "taken");
    return { kind: "sent", answer };
  } catch (error) {
    if (error instanceof TooLate) return { kind: "later", answer: "it took too long to get to it", ours: true };
    // Anything but a mail's failure is a mistake of ours: nothing is lost by it, and the pass ends with its words.
    if (!(error instanceof MailError))
      return { kind: "later", answer: `${mistake}${(error as Error).message}`, ours: true };
    if (out && error.failure !== "unknown") journal.note(id, "refused");
    return outcomeOf(error);
  }
}

/** null: there is nothing left to send. */
function mailOf(
  { kind, content, subscriber, email, messageId, createdAt }: Claimed,
  post: Post,
  source: PaperSource,
): Mail | null {
  const to = { id: subscriber, email };
  if ("alerts" in content) return post.alerts(content, to, messageId, createdAt);
  const digest = kind === "alerts" ? null : digestOf(kind, content, source);
  return digest && post.digest(digest, to, messageId, createdAt);
}
