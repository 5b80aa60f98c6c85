/**
 * The digest, as everything outside the library sees it: who gets it, what it would say, and sending it. A subscription is reached by its
 * id, which the site knows from a signed link or from who is signed in.
 */
import { LibraryError } from "../errors.ts";
import { takeToken } from "../limits/limits.ts";
import { networkOf } from "../limits/network.ts";
import { mailboxKey, parseAddress } from "../mail/address.ts";
import { MailError, type Mail, type Mailer } from "../mail/mailer.ts";
import type { ForYou } from "../for-you/for-you.ts";
import { enqueueAlerts } from "../alerts/outbox.ts";
import type { Db } from "../store/database.ts";
import { manageSubscribers, type SubscriberAdmin } from "./admin.ts";
import type { FindNew } from "./candidates.ts";
import { enqueue } from "./enqueue.ts";
import { notAsked, type Skipped } from "./skipped.ts";
import { openSigner, type Purpose, type Signer } from "./links.ts";
import { createPost, type Post } from "./mails.ts";
import type { Message } from "./message.ts";
import { checkPreferences, usualPreferences, type Preferences } from "./preferences.ts";
import { previewDigest } from "./preview.ts";
import { sendQueued, type SendReport } from "./send.ts";
import { remembered } from "./prune.ts";
import * as subscriptions from "./subscriptions.ts";
import type { Subscriber } from "./subscriptions.ts";

export type { Message, Preferences, SendReport, Subscriber };
export { usualPreferences };

export interface Digests {
  /** Where mail goes: a server, or files in a folder for want of one. */
  readonly mail: { readonly kind: "smtp" | "files"; readonly where: string };
  /**
   * Asks whoever has the address whether they want the digest. What happens depends on whether it gets one already; what the asker sees
   * must not, so that nothing is returned. Codes: INVALID_ADDRESS, INVALID_PREFERENCES, TOO_OFTEN (for this network), MAIL_FAILED.
   */
  subscribe(request: SubscribeRequest): Promise<void>;
  /** The digest of a reader to the address they sign in with: nobody has to confirm it. Codes: INVALID_ADDRESS (there is none), INVALID_PREFERENCES. */
  subscribeReader(reader: { id: number; email: string | null }, preferences?: unknown): Promise<Subscriber>;
  /** null: the link was not signed here, is over, or its address was deleted. */
  ofLink(purpose: Purpose, token: string): Promise<Subscriber | null>;
  ofReader(readerId: number): Promise<Subscriber | null>;
  /** For a link to the page of preferences. */
  link(purpose: Purpose, id: number): Promise<string>;
  /** Begins digests; also after leaving, a pause, or a suspension. Code of all of these: NO_SUCH_SUBSCRIBER. */
  confirm(id: number): Promise<Subscriber>;
  /** Only what is given changes. Code: INVALID_PREFERENCES. */
  change(id: number, preferences: unknown): Promise<Subscriber>;
  pause(id: number): Promise<Subscriber>;
  resume(id: number): Promise<Subscriber>;
  unsubscribe(id: number): Promise<Subscriber>;
  /** Deletes the address and all that was kept with it. */
  forget(id: number): Promise<void>;
  /** Code: INVALID_PREFERENCES. */
  preview(request: PreviewRequest): Promise<Preview>;
  /** Makes and sends what is due, alerts too, or the digest of a day. Codes: NO_SUCH_SUBSCRIBER (`to` gets none), INVALID_PREFERENCES (no day). */
  send(request?: SendRequest): Promise<DigestReport>;
  readonly admin: SubscriberAdmin;
}

export interface SubscribeRequest {
  readonly email: string;
  /** As a form or API gave them. */
  readonly preferences?: unknown;
  /** The asker's address: how often its network may ask. */
  readonly network: string;
  /** The account that it is for, where that has no address of its own. */
  readonly readerId?: number;
}

export interface PreviewRequest {
  /** YYYY-MM-DD; default: the newest with papers. */
  readonly day?: string;
  readonly preferences?: unknown;
  /** Whose follows count too. */
  readonly readerId?: number;
}

export interface Preview {
  readonly day: string;
  /** null: nothing would be sent. */
  readonly message: Message | null;
  /** Why nothing would be; null where something would. */
  readonly why: string | null;
}

export interface SendRequest {
  /** YYYY-MM-DD: the digest of that day to everybody who did not get it, due or not. */
  readonly day?: string;
  /** Only to this address. */
  readonly to?: string;
  /** Names those too whose turn it is not. */
  readonly explain?: boolean;
  readonly signal?: AbortSignal;
}

export interface DigestReport extends SendReport {
  /** Digests that were made by this call. */
  readonly made: number;
  /** Who was not sent any, and why; the first ones. */
  readonly skipped: readonly Skipped[];
}

export interface DigestNeeds {
  readonly mailer: Mailer;
  /** "https://papers.example.org"; asked when it is needed, because a server learns its port late. */
  readonly site: () => string;
  /** Where journals are kept: beside the mails that are files. */
  readonly folder: string;
  readonly findNew?: FindNew;
  readonly forYou?: Pick<ForYou, "order">;
  /** For tests. */
  readonly now?: () => Date;
}

/** A person makes a few mistakes; a machine makes more. */
const limits = {
  address: { capacity: 3, perHour: 1 },
  network: { capacity: 20, perHour: 30 },
};

export function createDigests(db: Db, needs: DigestNeeds): Digests {
  const { mailer, site, folder, findNew, forYou, now = () => new Date() } = needs;
  let signing: Promise<Signer> | undefined;
  const signer = () => (signing ??= openSigner(db));
  const post = async (): Promise<Post> => createPost(site(), await signer());

  /** @returns whether it went; a server that refuses the address tells the asker nothing either. */
  async function mail(one: Mail): Promise<void> {
    try {
      await mailer.send(one);
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      if (error.failure !== "refused")
        throw new LibraryError(
          "MAIL_FAILED",
          "the mail could not be handed over just now; try again in a few minutes",
          {
            cause: error,
          },
        );
    }
  }

  return {
    mail: { kind: mailer.kind, where: mailer.where },

    async subscribe({ email, preferences, network, readerId }) {
      const address = addressIn(email);
      const wanted = checkPreferences(preferences ?? {});
      const { pseudonym } = await signer();
      const often = await takeToken(db, `digest network ${pseudonym(networkOf(network))}`, limits.network);
      if (!often.allowed) {
        const { retryAfterSeconds } = often;
        throw new LibraryError(
          "TOO_OFTEN",
          `too many requests; try again in ${Math.ceil(retryAfterSeconds / 60)} min`,
          { retryAfterSeconds },
        );
      }
      const known = await subscriptions.request(db, address, wanted, readerId ?? null);
      // Whoever has the address is not bothered again and again, and the asker does not learn that either.
      const bother = await takeToken(db, `digest address ${pseudonym(mailboxKey(address))}`, limits.address);
      if (!bother.allowed) return;
      const { reminder, confirmation } = await post();
      await mail(known.state === "active" || known.state === "paused" ? reminder(known) : confirmation(known));
    },

    async subscribeReader({ id, email }, preferences) {
      if (email === null) throw new LibraryError("INVALID_ADDRESS", "this account has no address; say one");
      const before = await subscriptions.subscriberAt(db, email);
      const wanted = checkPreferences(preferences ?? {}, before?.preferences);
      return subscriptions.subscribeUser(db, { id, email: addressIn(email) }, wanted, now());
    },

    async ofLink(purpose, token) {
      const id = (await signer()).read(purpose, token, now());
      return id === null ? null : subscriptions.findSubscriber(db, id);
    },
    ofReader: (readerId) => subscriptions.subscriberOfUser(db, readerId),
    link: async (purpose, id) => (await signer()).sign(purpose, id, now()),

    confirm: (id) => subscriptions.confirm(db, id, now()),
    async change(id, preferences) {
      const before = await subscriptions.findSubscriber(db, id);
      const wanted = checkPreferences(preferences, before?.preferences);
      return subscriptions.changePreferences(db, id, wanted, now());
    },
    pause: (id) => subscriptions.stop(db, id, "paused"),
    resume: (id) => subscriptions.resume(db, id, now()),
    unsubscribe: (id) => subscriptions.stop(db, id, "unsubscribed"),
    forget: (id) => subscriptions.forget(db, id),

    async preview({ day, preferences, readerId }) {
      const request = {
        preferences: checkPreferences(preferences ?? {}),
        userId: readerId ?? null,
        today: now().toISOString().slice(0, 10),
        ...(day === undefined ? {} : { day: dayOf(day) }),
      };
      const { day: of, digest, why } = await previewDigest(db, request, { findNew, forYou });
      return { day: of, message: digest && (await post()).preview(digest), why };
    },

    async send({ day, to, signal, explain = false } = {}) {
      const only = to === undefined ? undefined : (await getting(db, addressIn(to))).id;
      const its = await post();
      const common = { now: now(), only, signal };
      const wanted = day === undefined ? {} : { day: rememberedDay(day, now()) };
      const { made, skipped } = await enqueue(db, { ...common, ...wanted, domain: its.domain, findNew, forYou });
      // Alerts have no day, and go to whoever is due.
      if (day === undefined && to === undefined)
        await enqueueAlerts(db, { now: common.now, domain: its.domain, signal });
      const sent = await sendQueued(db, { ...common, mailer, post: its, folder });
      const others =
        explain && only === undefined ? await notAsked(db, { now: common.now, all: day !== undefined }) : [];
      return { made, skipped: [...skipped, ...others], ...sent };
    },

    admin: manageSubscribers(db, now),
  };
}

async function getting(db: Db, email: string): Promise<Subscriber> {
  const found = await subscriptions.subscriberAt(db, email);
  if (found?.state === "active") return found;
  throw new LibraryError(
    "NO_SUCH_SUBSCRIBER",
    `${email} ${found === null ? "has not subscribed" : `is ${found.state}`}: only confirmed subscribers are sent a digest`,
  );
}

function addressIn(text: string): string {
  const address = parseAddress(text);
  if (address !== null) return address;
  throw new LibraryError("INVALID_ADDRESS", `not an e-mail address: ${JSON.stringify(text.slice(0, 100))}`);
}

/** A day of which it is known who got its digest. */
function rememberedDay(text: string, now: Date): string {
  const day = dayOf(text);
  if (Date.parse(day) >= now.getTime() - (remembered + 1) * 86_400_000) return day;
  throw new LibraryError(
    "INVALID_PREFERENCES",
    `${day} is more than ${remembered} days ago: who got its digest is no longer known, so nobody is sent it again`,
  );
}

function dayOf(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text))
    return text;
  throw new LibraryError(
    "INVALID_PREFERENCES",
    `not a day: ${JSON.stringify(text.slice(0, 40))}; one looks like 2026-11-25`,
  );
}
