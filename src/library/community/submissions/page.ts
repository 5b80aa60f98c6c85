/** A paper from its own page on the web: the `citation_*` tags that publishers write for Google Scholar and Zotero. */
import type { ParseContext, Parsed } from "../../ingest/draft/draft.ts";
import { readingOrder } from "../../ingest/draft/names.ts";
import { Records } from "../../ingest/draft/record.ts";
import { decodeHtml, stripMarkup } from "../../ingest/wire/markup.ts";

/** As `PaperDraft.source` of what was read from a page that anybody may have written. */
export const pageSource = "web-page";

const longestPage = 5_000_000;

/** The tags stand in the head; what is behind this is the paper itself. */
const longestHead = 500_000;

export function parsePaperPage(html: string, url: string, context: ParseContext): Parsed {
  const records = new Records(pageSource, context);
  if (html.length > longestPage) {
    records.fail(`the page has ${html.length} characters (at most ${longestPage})`, html);
    return records.result();
  }
  const tags = metaTags(html.slice(0, longestHead));
  const all = (...names: string[]) => names.flatMap((name) => tags.get(name) ?? []);
  const [title] = all("citation_title", "dc.title", "dcterms.title");
  if (title === undefined) {
    records.fail("the page does not say which paper it is: it has no citation_title", html);
    return records.result();
  }
  records.add(
    url,
    {
      sourceId: url.slice(0, 300),
      title,
      abstract: stripMarkup(all("citation_abstract", "dc.description", "dcterms.abstract")[0] ?? "") || null,
      authors: authorsIn(all("citation_author", "citation_authors", "dc.creator")),
      published: all("citation_publication_date", "citation_online_date", "citation_date", "dc.date", "citation_year"),
      arxiv: all("citation_arxiv_id"),
      doi: all("citation_doi", "dc.identifier", "prism.doi"),
      url: [url],
    },
    () => html,
  );
  return records.result();
}

/** One tag an author; some pages write them all into one, parted by semicolons. */
const authorsIn = (tags: readonly string[]) =>
  tags.flatMap((tag) => tag.split(";").map((name) => ({ name: readingOrder(name) }))).filter(({ name }) => name !== "");

/** Values by name in lower case, in the order of the page. */
function metaTags(html: string): Map<string, string[]> {
  const tags = new Map<string, string[]>();
  // Split and cut: a pattern from "<meta" to ">" would look far for each of many that never end.
  for (const part of html.split(/<meta\b/i).slice(1)) {
    const tag = part.slice(0, Math.max(0, part.indexOf(">")));
    const name = (attribute(tag, "name") ?? attribute(tag, "property"))?.toLowerCase();
    const content = attribute(tag, "content")?.trim();
    if (name && content) tags.set(name, [...(tags.get(name) ?? []), content]);
  }
  return tags;
}

function attribute(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i").exec(tag);
  return found ? decodeHtml(found[1] ?? found[2] ?? found[3]) : null;
}
