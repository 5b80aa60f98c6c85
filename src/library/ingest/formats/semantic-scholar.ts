/** Semantic Scholar's Graph API: one paper, a batch, a page of search results or of recommendations. */
import type { ParseContext, Parsed } from "../draft/draft.ts";
import { Records } from "../draft/record.ts";
import { excerptOf, listOf, numberOf, objectOf, textOf } from "../wire/json.ts";
import { jsonRecords } from "../wire/json-records.ts";

/** What to ask for in `fields=`; without it the service sends id and title only. */
export const SEMANTIC_SCHOLAR_FIELDS = "externalIds,url,title,abstract,year,publicationDate,authors";

export interface SemanticScholarPage extends Parsed {
  /** Offset of the next page of a search; null on the last. */
  readonly next: number | null;
}

export function parseSemanticScholar(text: string, context: ParseContext): SemanticScholarPage {
  const records = new Records("semantic-scholar", context);
  const { value, list } = jsonRecords(records, text, "data", (document) => {
    if (Array.isArray(document)) return document;
    const { data, recommendedPapers, paperId, error, message } = objectOf(document);
    if (Array.isArray(data)) return data;
    if (Array.isArray(recommendedPapers)) return recommendedPapers;
    return textOf(paperId) ? [document] : `no papers in it: ${textOf(error) ?? textOf(message) ?? "unknown layout"}`;
  });

  for (const [index, entry] of list.entries()) {
    const at = `entry ${index + 1}`;
    if (entry === null) records.reject(at, "the service knows no paper of that id", "null");
    else addPaper(records, at, entry);
  }
  return { ...records.result(), next: numberOf(objectOf(value).next) };
}

function addPaper(records: Records, at: string, entry: unknown): void {
  const paper = objectOf(entry);
  const ids = objectOf(paper.externalIds);
  records.add(
    at,
    {
      sourceId: textOf(paper.paperId),
      title: textOf(paper.title),
      // Null also where the publisher forbids it.
      abstract: textOf(paper.abstract),
      authors: listOf(paper.authors).map((author) => ({ name: textOf(objectOf(author).name) ?? "" })),
      published: [textOf(paper.publicationDate), textOf(paper.year)],
      arxiv: [textOf(ids.ArXiv)],
      doi: [textOf(ids.DOI)],
      venue: [textOf(paper.venue), textOf(objectOf(paper.journal).name)],
      url: [textOf(paper.url)],
    },
    () => excerptOf(entry),
  );
}
