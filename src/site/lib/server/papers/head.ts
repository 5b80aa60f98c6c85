/**
 * What a paper's page tells programs: reference managers (Highwire's `citation_*`), search engines (schema.org as JSON-LD), and
 * whoever shows a card of a link (OpenGraph). Only facts that the page shows.
 */
import type { PaperPage } from "#library/catalogue";
import { datePartsOf } from "#library/citations/facts";
import { reproducedInWords } from "#library/words/claims";
import { cardSize } from "./card.ts";

export interface PaperHead {
  /** By name, in order; an author is one of them. */
  readonly citation: readonly (readonly [name: string, content: string])[];
  readonly openGraph: readonly (readonly [property: string, content: string])[];
  /** A sentence or two, for whoever lists the page; null where nothing is known. */
  readonly description: string | null;
  /** A script element's text: no `<` is left in it. */
  readonly jsonLd: string;
}

/** @param address of the page. @param pdf of the paper; null where none is known. */
export function paperHead(paper: PaperPage, address: string, pdf: string | null): PaperHead {
  const { title, authors, published, venue, source, abstract } = paper;
  const description = paper.summary ?? paper.brief;
  const citation = Object.entries({
    citation_title: title,
    citation_publication_date: datePartsOf(paper)
      .map((part) => String(part).padStart(2, "0"))
      .join("/"),
    citation_journal_title: venue,
    citation_arxiv_id: source?.name === "arXiv" ? source.id : null,
    citation_doi: source?.name === "DOI" ? source.id : null,
    citation_pdf_url: pdf,
    citation_abstract: abstract,
    citation_abstract_html_url: address,
  }).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const data = {
    "@context": "https://schema.org",
    "@type": "ScholarlyArticle",
    name: title,
    headline: title,
    ...(authors.length > 0 && { author: authors.map((name) => ({ "@type": "Person", name })) }),
    ...(published !== null && { datePublished: published }),
    ...(venue !== null && { isPartOf: { "@type": "Periodical", name: venue } }),
    ...(source !== null && { sameAs: source.url }),
    ...(description !== null && { description }),
    url: address,
  };
  return {
    citation: [citation[0], ...authors.map((name) => ["citation_author", name] as const), ...citation.slice(1)],
    openGraph: [
      ["og:type", "article"],
      ["og:site_name", "papertape"],
      ["og:title", title],
      ...(description === null ? [] : [["og:description", description] as const]),
      ["og:url", address],
      ["og:image", `${address}/card.png`],
      ["og:image:type", "image/png"],
      ["og:image:width", String(cardSize.width)],
      ["og:image:height", String(cardSize.height)],
      ["og:image:alt", paper.claims.length === 0 ? title : `${title}: ${reproducedInWords(paper)}`],
    ],
    description,
    jsonLd: JSON.stringify(data).replaceAll("<", "\\u003c"),
  };
}
