/** arXiv's daily announcement feeds (rss.arxiv.org/rss and /atom): one batch of new, cross-listed and replaced papers. */
import { ARXIV, ATOM, oneLine, unwrapped } from "./arxiv-api.ts";
import { readDate } from "../draft/dates.ts";
import type { ParseContext, Parsed } from "../draft/draft.ts";
import { arxivId, arxivVersion } from "../draft/identity.ts";
import { splitAuthors } from "../draft/names.ts";
import { Records } from "../draft/record.ts";
import { plainText } from "../wire/markup.ts";
import { childOf, childrenOf, childText, excerptOf, readXml, textOf, type Element } from "../wire/xml.ts";

const DC = "http://purl.org/dc/elements/1.1/";

export interface ArxivFeed extends Parsed {
  /** The announcement day the items carry (US Eastern), the latest one; null for an empty feed. */
  readonly announced: string | null;
  /**
   * The greatest id announced as new. A feed can be a day old although its build date is fresh, so this is what has
   * to grow from one batch to the next.
   */
  readonly newestId: string | null;
}

/** Reads either form. A replaced paper is a draft like any other, but it is not listed on that day. */
export function parseArxivFeed(text: string, context: ParseContext): ArxivFeed {
  const records = new Records("arxiv-feed", context);
  const { root, broken, failure } = readXml(text, /<rss[\s>]/.test(text.slice(0, 1_000)) ? "item" : "entry");
  if (failure !== null) records.fail(failure, text);
  for (const { at, reason, text: excerpt } of broken) records.reject(at, reason, excerpt);

  const items = root === null ? null : itemsOf(root);
  if (items === null) {
    if (failure === null) records.fail(`neither RSS nor Atom: its root is <${root?.name}>`, text);
    return { ...records.result(), announced: null, newestId: null };
  }
  const days: string[] = [];
  const newIds: string[] = [];
  for (const [index, item] of items.entries()) {
    const read = readItem(item);
    if (typeof read === "string") {
      records.reject(`item ${index + 1}`, read, excerptOf(item));
      continue;
    }
    if (read.day !== null) days.push(read.day);
    if (read.type === "new") newIds.push(read.arxiv);
    addItem(records, `item ${index + 1}`, item, read);
  }
  return { ...records.result(), announced: greatest(days), newestId: greatest(newIds) };
}

interface Announcement {
  readonly arxiv: string;
  readonly version: number | null;
  /** "new", "cross", "replace" or "replace-cross". */
  readonly type: string;
  readonly day: string | null;
  readonly abstract: string;
}

function itemsOf(root: Element): Element[] | null {
  if (root.name === "salvaged") return [...childrenOf(root, "", "item"), ...childrenOf(root, ATOM, "entry")];
  if (root.name === "feed" && root.namespace === ATOM) return childrenOf(root, ATOM, "entry");
  const channel = root.name === "rss" ? childOf(root, "", "channel") : null;
  return channel && childrenOf(channel, "", "item");
}

function readItem(item: Element): Announcement | string {
  const description = childText(item, "", "description") ?? childText(item, ATOM, "summary") ?? "";
  // "arXiv:2401.00001v1 Announce Type: new \nAbstract: ..."
  const said = /^\s*(arXiv:\S+)\s+Announce Type:\s*([a-z-]+)\s*(?:Abstract:)?([\s\S]*)$/i.exec(description);
  const named = childText(item, "", "guid") ?? childText(item, ATOM, "id") ?? childText(item, "", "link") ?? said?.[1];
  const arxiv = arxivId(named) ?? arxivId(childText(item, "", "link"));
  if (arxiv === null) return `no arXiv id in ${JSON.stringify(named?.slice(0, 100) ?? null)}`;
  const date = childText(item, "", "pubDate") ?? childText(item, ATOM, "published");
  return {
    arxiv,
    version: arxivVersion(named) ?? arxivVersion(said?.[1]),
    type: (childText(item, ARXIV, "announce_type") ?? said?.[2] ?? "new").toLowerCase(),
    day: date === null ? null : readDate(date),
    abstract: said ? said[3] : description,
  };
}

function addItem(records: Records, at: string, item: Element, announced: Announcement): void {
  const { arxiv, version, type, day, abstract } = announced;
  const rss = childrenOf(item, "", "category").map(textOf);
  const atom = childrenOf(item, ATOM, "category").map(({ attributes }) => attributes.term ?? null);
  // Feeds write the capital DOI, the API the small one.
  const doi = childText(item, ARXIV, "DOI") ?? childText(item, ARXIV, "doi");
  const creators = childrenOf(item, DC, "creator").map((creator) => textOf(creator) ?? "");
  records.add(
    at,
    {
      sourceId: arxiv,
      title: oneLine(childText(item, "", "title") ?? childText(item, ATOM, "title")),
      abstract: unwrapped(abstract),
      authors: splitAuthors(creators.map(plainText).join(", ")),
      // The feed's date is the announcement's; when the paper was submitted it does not say.
      listed: type === "new" || type === "cross" ? day : null,
      arxiv: [arxiv],
      arxivVersion: version,
      announcesVersion: type.startsWith("replace"),
      doi: [doi],
      url: [`https://arxiv.org/abs/${arxiv}`],
      categories: [...rss, ...atom].filter((category) => category !== null),
    },
    () => excerptOf(item),
  );
}

const greatest = (texts: readonly string[]): string | null =>
  texts.reduce<string | null>((max, text) => (max === null || text > max ? text : max), null);
