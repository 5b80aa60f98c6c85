/** A saved Daily Papers list page in HTML: its embedded data where there is some, else its text as a browser copies it. */
import type { PaperDraft, ParseContext, Parsed } from "../draft/draft.ts";
import { addHfEntries } from "./hf-daily.ts";
import { arxivId, titleKey } from "../draft/identity.ts";
import { parseListPage } from "./list-page.ts";
import { Records } from "../draft/record.ts";
import { objectOf } from "../wire/json.ts";
import { decodeHtml, stripMarkup } from "../wire/markup.ts";

/** A page is about 1 million characters; ten times that is something else. */
const LONGEST_PAGE = 20_000_000;

export function parseListPageHtml(html: string, context: ParseContext): Parsed {
  const records = new Records("list-page", context);
  if (html.length > LONGEST_PAGE) {
    records.fail(`page of ${html.length} characters (at most ${LONGEST_PAGE})`, html);
    return records.result();
  }
  const entries = embeddedEntries(html);
  if (entries !== null) {
    addHfEntries(records, entries);
    const { drafts, ...rest } = records.result();
    return { ...rest, drafts: drafts.map((draft, position) => ({ ...draft, position })) };
  }
  const page = parseListPage(listPageText(html), context);
  if (page.drafts.length === 0) {
    records.fail("no paper on the page: it is no list page, or it was saved without its contents", html);
    return records.result();
  }
  const ids = linkedPapers(html);
  return { ...page, drafts: page.drafts.map((draft) => withId(draft, ids)) };
}

function withId(draft: PaperDraft, ids: ReadonlyMap<string, string>): PaperDraft {
  const arxiv = ids.get(titleKey(draft.title)) ?? null;
  return arxiv === null ? draft : { ...draft, arxiv, sourceId: arxiv, url: `https://huggingface.co/papers/${arxiv}` };
}

/** The entries the page carries for its own script, in the layout of the API; null when there are none. */
export function embeddedEntries(html: string): readonly unknown[] | null {
  // From one mark no further than to the next, so that many of them take no longer than their length.
  const target =
    /data-target="DailyPapers"(?:(?!data-target="DailyPapers")[^>])*?\sdata-props=(?:"([^"]*)"|'([^']*)')/.exec(html);
  if (target === null) return null;
  try {
    const { dailyPapers } = objectOf(JSON.parse(decodeHtml(target[1] ?? target[2])));
    return Array.isArray(dailyPapers) && dailyPapers.length > 0 ? dailyPapers : null;
  } catch {
    return null;
  }
}

/** The text of a page as a browser copies it: an empty line between blocks, none around the dot of a byline. */
export function listPageText(html: string): string {
  return stripMarkup(html.replace(/\s+/g, (space) => (space.includes("\n") ? " " : space))).replace(
    /\n\n([·•∙])\n\n/g,
    "\n$1\n",
  );
}

/** Titles (as keys) of the papers that the page links to, with their arXiv ids. */
function linkedPapers(html: string): Map<string, string> {
  const ids = new Map<string, string>();
  // An open tag ends at the next one, so that many of them take no longer than their length.
  for (const [, attributes, title] of html.matchAll(/<a(\s[^<>]*)>([^<]{1,2000})<\/a>/g)) {
    const path = /\shref=["'](?:https:\/\/huggingface\.co)?\/papers\/([\w.-]{9,12})["']/.exec(attributes);
    const id = path === null ? null : arxivId(path[1]);
    const key = titleKey(decodeHtml(title));
    if (id !== null && key !== "") ids.set(key, id);
  }
  return ids;
}

/** Whether a text is HTML rather than what a browser copies out of it. */
export const isHtml = (text: string): boolean =>
  /<(?:!doctype html|html|body|article|div|main)\b/i.test(text.slice(0, 20_000));
