/** A digest as a mail: one subject, HTML and text made of the same data, and the headers that a list has. */
import { beginningOf } from "#lab/text/clusters";
import { count } from "../words/count.ts";
import { formatDay } from "../words/time.ts";
import { verdictWords, type Mark } from "../words/verdict.ts";
import type { Digest, DigestPaper } from "./content.ts";
import { framed, link, row, style } from "./frame.ts";
import { html, type Html } from "./html.ts";
import { wrapped } from "./text.ts";

/** Where the links of a mail lead; whole addresses. */
export interface Places {
  /** "https://papers.example.org" */
  readonly site: string;
  /** Preferences, pause, deletion. null in a preview that is nobody's. */
  readonly manage: string | null;
  /** The page with the button, and the address of RFC 8058's one-click request. */
  readonly unsubscribe: string | null;
}

export interface Message {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Gmail cuts a mail at 102 kB and hides what follows, the way to unsubscribe with it. */
export const clipLimit = 102_000;

export function messageOfDigest(digest: Digest, places: Places): Message {
  const title = titleOf(digest);
  const [first] = digest.papers;
  const others = digest.papers.length + digest.more - 1;
  const subject = cutLine(`${first.title}${others > 0 ? ` and ${count(others, "more paper")}` : ""}`, 150);
  // As many papers as fit; the rest is on the site. One always does: its parts are cut to length.
  for (let shown = digest.papers.length; ; shown--) {
    const part: Digest = {
      ...digest,
      papers: digest.papers.slice(0, shown),
      more: digest.more + digest.papers.length - shown,
    };
    const text = htmlOf(part, title, places);
    if (shown === 1 || Buffer.byteLength(text) < clipLimit - 2_000)
      return { subject, html: text, text: textOf(part, title, places) };
  }
}

const titleOf = ({ frequency, day }: Digest): string =>
  frequency === "daily" ? `Papers of ${formatDay(day)}` : `Papers of the week to ${formatDay(day)}`;

const paperAt = ({ site }: Places, { slug }: DigestPaper): string => `${site}/papers/${encodeURIComponent(slug)}`;
const listAt = ({ site }: Places): string => `${site}/trending`;

function htmlOf({ papers, more }: Digest, title: string, places: Places): string {
  return framed({
    title,
    preheader: papers
      .slice(0, 3)
      .map((paper) => paper.title)
      .join(" · "),
    rows: [
      ...papers.map((paper) => row(paperHtml(paper, places))),
      ...(more > 0
        ? [row(html`<p class="ink" style="${style.text}">${link(listAt(places), `And ${more} more on the site`)}</p>`)]
        : []),
    ],
    foot: footHtml(places),
  });
}

function paperHtml(paper: DigestPaper, places: Places): Html {
  const { title, summary, why, marks, facts, source } = paper;
  const address = paperAt(places, paper);
  const said = stateOf(paper).join(" · ");
  return html`<p class="pale" style="${style.quiet}">${why}</p>
    <h2 style="${style.title};padding:2px 0 4px">
      <a class="ink" href="${address}" style="color:#1d1b16;text-decoration:none">${title}</a>
    </h2>
    ${summary === null ? null : html`<p class="ink" style="${style.text};padding-bottom:8px">${summary}</p>`}
    ${marks.length === 0 ? null : html`<p class="holes" style="${style.strip}" aria-hidden="true">${stripOf(marks)}</p>`}
    ${said === "" ? null : html`<p class="pale" style="${style.quiet}">${said}</p>`}
    <p class="pale" style="${style.quiet}">${facts.join(" · ")}</p>
    <p class="pale" style="${style.quiet};padding-top:6px">
      ${link(address, "Open")}${source === null ? null : html` · ${link(source.url, source.name)}`}
    </p>`;
}

/** How many claims hold, and whether it runs; nothing for a paper that was only imported. */
const stateOf = ({ marks, reproduced, runs }: DigestPaper): string[] => [
  ...(marks.length === 0 ? [] : [reproduced]),
  ...(runs === null ? [] : [runs]),
];

/** ●◐∅○✕– */
const stripOf = (marks: readonly Mark[]): string => marks.map((mark) => verdictWords[mark].sign).join("");

function footHtml({ site, manage, unsubscribe }: Places): Html {
  return html`<p class="pale" style="${style.quiet}">
      You get this because somebody confirmed this address at ${link(site, new URL(site).host)}. No paper is sent twice,
      and nothing on a day without papers.
    </p>
    <p class="pale" style="${style.quiet};padding-top:8px">
      ${manage && link(manage, "Change what you get")}${manage && unsubscribe && " · "}${unsubscribe && link(unsubscribe, "Unsubscribe")}
    </p>
    <p class="pale" style="${style.quiet};padding-top:8px">${legend}</p>`;
}

const legend = Object.values(verdictWords)
  .map(({ sign, word }) => `${sign} ${word}`)
  .join(", ");

function textOf({ papers, more }: Digest, title: string, places: Places): string {
  const { site, manage, unsubscribe } = places;
  const entries = papers.map((paper) => {
    const { why, summary, marks, facts, source } = paper;
    return [
      wrapped(paper.title),
      wrapped(`[${why}]`),
      ...(summary === null ? [] : ["", wrapped(summary), ""]),
      ...(marks.length === 0 && paper.runs === null
        ? []
        : [wrapped([stripOf(marks), stateOf(paper).join("; ")].filter(Boolean).join("  "))]),
      wrapped(facts.join(" · ")),
      paperAt(places, paper),
      ...(source === null ? [] : [source.url]),
    ].join("\n");
  });
  const rule = "-".repeat(72);
  return [
    `${title}\n${"=".repeat(title.length)}`,
    entries.join(`\n\n${rule}\n\n`),
    ...(more > 0 ? [`And ${more} more on the site: ${listAt(places)}`] : []),
    rule,
    wrapped(
      `You get this because somebody confirmed this address at ${site}. No paper is sent twice, and nothing on a day without papers.`,
    ),
    [
      ...(manage === null ? [] : [`Change what you get: ${manage}`]),
      ...(unsubscribe === null ? [] : [`Unsubscribe: ${unsubscribe}`]),
    ].join("\n"),
    wrapped(legend),
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

/** A subject is a line, and a short one. */
export const cutLine = (text: string, longest: number): string =>
  text.length <= longest ? text : `${beginningOf(text, longest - 1).trimEnd()}…`;
