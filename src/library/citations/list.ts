/** A list of papers in every format that it can leave in. */
import { bibtex } from "./bibtex.ts";
import { cslItem } from "./csl-json.ts";
import type { Cited } from "./facts.ts";
import { plainMarkdown as plain } from "./plain-markdown.ts";
import { ris } from "./ris.ts";

export interface CitedList {
  readonly title: string;
  readonly description: string;
  /** Of the site, without a slash at its end: papers are linked there. */
  readonly address: string;
  readonly papers: readonly Cited[];
}

export interface ListFormat {
  /** For people. */
  readonly name: string;
  readonly mediaType: string;
  readonly write: (list: CitedList) => string;
}

/** By the ending of the file. */
export const listFormats = {
  bib: {
    name: "BibTeX",
    mediaType: "application/x-bibtex; charset=utf-8",
    write: ({ papers }) => papers.map(({ paper }) => `${bibtex(paper)}\n`).join("\n"),
  },
  ris: {
    name: "RIS",
    mediaType: "application/x-research-info-systems; charset=utf-8",
    write: ({ papers }) => papers.map(ris).join("\r\n"),
  },
  "csl.json": {
    name: "CSL-JSON",
    mediaType: "application/vnd.citationstyles.csl+json; charset=utf-8",
    write: ({ papers }) => `${JSON.stringify(papers.map(cslItem), null, 2)}\n`,
  },
  md: { name: "Markdown", mediaType: "text/markdown; charset=utf-8", write: markdown },
  json: {
    name: "JSON",
    mediaType: "application/json; charset=utf-8",
    write: ({ title, description, papers }) =>
      `${JSON.stringify({ title, description, papers: papers.map(({ paper, note }) => ({ ...paper, note })) }, null, 2)}\n`,
  },
} satisfies Record<string, ListFormat>;

export type ListFormatName = keyof typeof listFormats;

function markdown({ title, description, address, papers }: CitedList): string {
  const entries = papers.map(({ paper, note }) => {
    const { slug, authors, published, source } = paper;
    const by = authors.length > 3 ? `${authors.slice(0, 3).join(", ")} and others` : authors.join(", ");
    const facts = [by, published?.slice(0, 4)].filter(Boolean).map((fact) => plain(fact!));
    const link = source
      ? ` [${plain(`${source.name} ${source.id}`)}](<${source.url.replace(/[<>\s]/g, encodeURIComponent)}>)`
      : "";
    const words = note ? `\n\n  ${plain(note)}` : "";
    return `- [${plain(paper.title)}](<${address}/papers/${slug}>)${facts.length > 0 ? `. ${facts.join(", ")}.` : "."}${link}${words}\n`;
  });
  return [`# ${plain(title)}\n`, ...(description ? [`${plain(description)}\n`] : []), entries.join("")].join("\n");
}
