/** Papers as RIS records: one tag a line, CRLF between them. */
import { type Cited, datePartsOf, formOf, nameOf } from "./facts.ts";

const line = (tag: string, value: string): string => `${tag}  - ${value.replace(/\s+/g, " ").trim()}`;

const kinds = {
  // Not every program knows a type for preprints; unpublished work with this medium is what they agree on.
  preprint: [line("TY", "UNPB"), line("M3", "preprint")],
  article: [line("TY", "JOUR")],
  talk: [line("TY", "CPAPER")],
} as const;

export function ris({ paper, note }: Cited): string {
  const { title, authors, published, source, venue } = paper;
  const names = authors.map(nameOf).map(({ family, given }) => (given ? `${family}, ${given}` : family));
  const lines = [
    ...kinds[formOf(paper)],
    line("TI", title),
    ...(venue === null ? [] : [line("T2", venue)]),
    ...names.map((name) => line("AU", name)),
    ...(published ? [line("PY", published.slice(0, 4))] : []),
    ...(published?.length === 10
      ? [
          line(
            "DA",
            datePartsOf(paper)
              .map((part) => String(part).padStart(2, "0"))
              .join("/"),
          ),
        ]
      : []),
    ...(source?.name === "DOI" ? [line("DO", source.id)] : []),
    ...(source?.name === "arXiv" ? [line("AN", `arXiv:${source.id}`)] : []),
    ...(source ? [line("UR", source.url)] : []),
    ...(note ? [line("N1", note)] : []),
    "ER  - ",
  ];
  return `${lines.join("\r\n")}\r\n`;
}
