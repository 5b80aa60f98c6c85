/** Papers as CSL-JSON items. */
import { type Cited, datePartsOf, formOf, nameOf } from "./facts.ts";

const kinds = {
  preprint: { type: "article", genre: "preprint" },
  article: { type: "article-journal" },
  talk: { type: "paper-conference" },
} as const;

export function cslItem({ paper, note }: Cited): Record<string, unknown> {
  const { slug, title, authors, published, source, venue } = paper;
  return {
    id: slug,
    ...kinds[formOf(paper)],
    title,
    ...(venue !== null && { "container-title": venue }),
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
