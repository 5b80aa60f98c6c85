/** Papers as CSL-JSON items. */
import { type Cited, datePartsOf, nameOf } from "./facts.ts";

export function cslItem({ paper, note }: Cited): Record<string, unknown> {
  const { slug, title, authors, published, source } = paper;
  return {
    id: slug,
    type: "article",
    genre: "preprint",
    title,
    ...(authors.length > 0 && {
      author: authors.map((name) => {
        const { family, given } = nameOf(name);
        return given ? { family, given } : { literal: name };
      }),
    }),
    ...(published && { issued: { "date-parts": [datePartsOf(paper)] } }),
    ...(source?.name === "DOI" && { DOI: source.id }),
    ...(source?.name === "arXiv" && { number: `arXiv:${source.id}`, publisher: "arXiv" }),
    ...(source && { URL: source.url }),
    ...(note && { note }),
  };
}
