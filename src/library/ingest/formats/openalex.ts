/** OpenAlex works: one, or a page of them. Abstracts come as an inverted index and are put together again. */
import type { DraftAuthor, ParseContext, Parsed } from "../draft/draft.ts";
import { Records } from "../draft/record.ts";
import { excerptOf, listOf, numberOf, objectOf, textOf, type JsonObject } from "../wire/json.ts";
import { jsonRecords } from "../wire/json-records.ts";
import { stripMarkup } from "../wire/markup.ts";

export interface OpenAlexPage extends Parsed {
  /** Cursor of the next page; null on the last. */
  readonly next: string | null;
  readonly total: number | null;
}

export function parseOpenAlex(text: string, context: ParseContext): OpenAlexPage {
  const records = new Records("openalex", context);
  const { value, list } = jsonRecords(records, text, "results", (document) => {
    const { results, id, error, message } = objectOf(document);
    if (Array.isArray(results)) return results;
    return textOf(id) ? [document] : `no works in it: ${textOf(message) ?? textOf(error) ?? "unknown layout"}`;
  });
  for (const [index, entry] of list.entries()) addWork(records, `entry ${index + 1}`, objectOf(entry));

  const meta = objectOf(objectOf(value).meta);
  return { ...records.result(), next: textOf(meta.next_cursor), total: numberOf(meta.count) };
}

function addWork(records: Records, at: string, work: JsonObject): void {
  const places = [work.primary_location, work.best_oa_location, ...listOf(work.locations)].map(objectOf);
  const authors = listOf(work.authorships).map(readAuthor);
  const title = textOf(work.title) ?? textOf(work.display_name);
  records.add(
    at,
    {
      sourceId: textOf(work.id)?.replace(/^https:\/\/openalex\.org\//, "") ?? null,
      title: title && stripMarkup(title),
      abstract: invertedAbstract(work.abstract_inverted_index),
      authors,
      // Lists carry the first hundred authors only, and do not always say how many there are.
      authorCount: work.is_authors_truncated === true ? numberOf(work.authors_count) : authors.length || null,
      published: [textOf(work.publication_date), textOf(work.publication_year)],
      arxiv: places.flatMap((place) => [textOf(place.landing_page_url), textOf(place.pdf_url)]),
      venue: [textOf(objectOf(objectOf(work.primary_location).source).display_name)],
      doi: [textOf(work.doi), textOf(objectOf(work.ids).doi)],
      url: [textOf(objectOf(work.primary_location).landing_page_url), textOf(work.doi), textOf(work.id)],
    },
    () => excerptOf(work),
  );
}

function readAuthor(authorship: unknown): DraftAuthor {
  const { author, raw_author_name, institutions } = objectOf(authorship);
  return {
    name: textOf(objectOf(author).display_name) ?? textOf(raw_author_name) ?? "",
    affiliations: listOf(institutions).map((institution) => textOf(objectOf(institution).display_name) ?? ""),
  };
}

/** {"word": [positions]} as text: words in the order of their positions; gaps are closed. Null without words. */
export function invertedAbstract(index: unknown): string | null {
  const placed: [position: number, word: string][] = [];
  for (const [word, positions] of Object.entries(objectOf(index))) {
    for (const position of listOf(positions)) {
      if (numberOf(position) !== null) placed.push([position as number, word]);
    }
  }
  if (placed.length === 0) return null;
  placed.sort(([a], [b]) => a - b);
  return stripMarkup(placed.map(([, word]) => word).join(" "));
}
