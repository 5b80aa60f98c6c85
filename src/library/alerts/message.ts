/** Alerts as a mail: one subject, HTML and text made of the same data. */
import { cutLine, type Message } from "../digest/message.ts";
import { framed, link, row, style } from "../digest/frame.ts";
import { html, type Html } from "../digest/html.ts";
import { wrapped } from "../digest/text.ts";
import { count } from "../words/count.ts";
import type { AlertsContent, MailedAlert } from "./content.ts";

/** Where the links of a mail lead; whole addresses. */
export interface AlertPlaces {
  /** "https://papers.example.org" */
  readonly site: string;
  /** Where a reader says what to be told of. */
  readonly change: string;
  readonly unsubscribe: string;
}

/** Statements of claims are cut at this length. */
const longest = 400;

export function messageOfAlerts({ alerts }: AlertsContent, places: AlertPlaces): Message {
  const [first] = alerts;
  const subject =
    alerts.length === 1
      ? `${cutLine(first.says, 80)} (${cutLine(first.title, 80)})`
      : `${count(alerts.length, "alert")}: ${cutLine(first.title, 100)} and more`;
  const title = alerts.length === 1 ? "What you follow: one alert" : `What you follow: ${alerts.length} alerts`;
  return { subject, html: htmlOf(alerts, title, places), text: textOf(alerts, title, places) };
}

const paperAt = (site: string, slug: string): string => `${site}/papers/${encodeURIComponent(slug)}`;

function htmlOf(alerts: readonly MailedAlert[], title: string, { site, change, unsubscribe }: AlertPlaces): string {
  return framed({
    title,
    preheader: cutLine(alerts[0].says, 150),
    rows: alerts.map((alert) => row(alertHtml(alert, site))),
    foot: html`<p class="pale" style="${style.quiet}">
        You get this because you follow these papers, or what they are about, at ${link(site, new URL(site).host)}.
        Nothing is told twice.
      </p>
      <p class="pale" style="${style.quiet};padding-top:8px">
        ${link(change, "Choose what you are told of")} · ${link(unsubscribe, "No alerts by mail")}
      </p>`,
  });
}

const alertHtml = ({ slug, title, says }: MailedAlert, site: string): Html =>
  html`<h2 style="${style.title};padding:2px 0 4px">
      <a class="ink" href="${paperAt(site, slug)}" style="color:#1d1b16;text-decoration:none">${title}</a>
    </h2>
    <p class="ink" style="${style.text}">${cutLine(says, longest)}</p>`;

function textOf(alerts: readonly MailedAlert[], title: string, { site, change, unsubscribe }: AlertPlaces): string {
  return [
    `${title}\n${"=".repeat(title.length)}`,
    ...alerts.map(({ slug, title: paper, says }) =>
      [wrapped(paper), wrapped(cutLine(says, longest)), paperAt(site, slug)].join("\n"),
    ),
    "-".repeat(72),
    wrapped(`You get this because you follow these papers, or what they are about, at ${site}. Nothing is told twice.`),
    `Choose what you are told of: ${change}\nNo alerts by mail: ${unsubscribe}`,
  ]
    .join("\n\n")
    .concat("\n");
}
