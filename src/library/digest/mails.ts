/** Digests, alerts and the mails around them, complete with headers and signed links. */
import type { AlertsContent } from "../alerts/content.ts";
import { messageOfAlerts } from "../alerts/message.ts";
import type { Mail } from "../mail/mailer.ts";
import type { Digest } from "./content.ts";
import { framed, link, row, style } from "./frame.ts";
import { html } from "./html.ts";
import type { Signer } from "./links.ts";
import { messageOfDigest, type Message } from "./message.ts";
import { wrapped } from "./text.ts";

export interface Post {
  /** A reader's digest. @param messageId and @param date the same whenever it is tried. */
  digest(digest: Digest, to: Addressee, messageId: string, date: Date): Mail;
  /** What happened to what a reader follows. */
  alerts(content: AlertsContent, to: Addressee, messageId: string, date: Date): Mail;
  /** The same without a reader: its links lead to where one would be asked for. */
  preview(digest: Digest): Message;
  /** "Is this yours?" */
  confirmation(to: Addressee): Mail;
  /** Somebody asked for what they get already. */
  reminder(to: Addressee): Mail;
  /** What stands after the @ of our Message-IDs. */
  readonly domain: string;
}

export interface Addressee {
  readonly id: number;
  readonly email: string;
}

/** @param site where people find it: "https://papers.example.org". */
export function createPost(site: string, signer: Signer): Post {
  const { hostname } = new URL(site);
  // A host without a dot is nobody's on the internet; some servers refuse such an id.
  const domain = hostname.includes(".") ? hostname : `${hostname}.localdomain`;
  /** Mails that nobody wrote: other machines answer them no more than they would a person's absence. */
  const automatic = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };
  /** Headers of a list that is left by one click (RFC 8058). */
  const ofList = (name: string, unsubscribe: string) => ({
    ...automatic,
    Precedence: "bulk",
    "List-Id": `papertape ${name} <${name}.${domain}>`,
    "List-Unsubscribe": `<${unsubscribe}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  });
  const placesOf = (id: number) => ({
    site,
    manage: `${site}/digest/${signer.sign("manage", id)}`,
    unsubscribe: `${site}/unsubscribe/${signer.sign("manage", id)}`,
  });
  return {
    domain,
    digest(digest, { id, email }, messageId, date) {
      const places = placesOf(id);
      return {
        ...messageOfDigest(digest, places),
        to: email,
        messageId,
        date,
        headers: ofList("digest", places.unsubscribe),
      };
    },
    alerts(content, { id, email }, messageId, date) {
      const unsubscribe = `${site}/unsubscribe/${signer.sign("alerts", id)}`;
      return {
        ...messageOfAlerts(content, { site, change: `${site}/notifications#ways`, unsubscribe }),
        to: email,
        messageId,
        date,
        headers: ofList("alerts", unsubscribe),
      };
    },
    preview: (digest) => messageOfDigest(digest, { site, manage: `${site}/subscribe`, unsubscribe: null }),
    confirmation: ({ id, email }) => ({
      to: email,
      headers: automatic,
      ...letter({
        site,
        title: "Confirm your address",
        says: "Somebody, probably you, asked for the digest of papertape to this address. It begins once you confirm it; the link works for a week. If it was not you, do nothing: no other mail will come.",
        button: "Confirm this address",
        address: `${site}/subscribe/confirm/${signer.sign("confirm", id)}`,
      }),
    }),
    reminder: ({ id, email }) => ({
      to: email,
      headers: automatic,
      ...letter({
        site,
        title: "You get the digest already",
        says: "Somebody, probably you, asked for the digest of papertape to this address, which gets it already. Nothing has changed.",
        button: "See or change what you get",
        address: placesOf(id).manage,
      }),
    }),
  };
}

interface Letter {
  readonly site: string;
  readonly title: string;
  readonly says: string;
  readonly button: string;
  readonly address: string;
}

function letter({ site, title, says, button, address }: Letter): Message {
  return {
    subject: `papertape: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    html: framed({
      title,
      preheader: says,
      rows: [
        row(
          html`<p class="ink" style="${style.text};padding-bottom:16px">${says}</p>
            <p style="margin:0;padding-bottom:12px">
              <a class="button" href="${address}" style="${style.button}">${button}</a>
            </p>
            <p class="pale" style="${style.quiet}">Or open this address: ${link(address, address)}</p>`,
        ),
      ],
      foot: html`<p class="pale" style="${style.quiet}">${link(site, new URL(site).host)}</p>`,
    }),
    text: `${title}\n${"=".repeat(title.length)}\n\n${wrapped(says)}\n\n${button}:\n${address}\n\n${site}\n`,
  };
}
