/** What a paper leaves as: references, its ledger as text, and a badge for a README. */
import type { PaperPage } from "#library/catalogue";
import { listFormats, type ListFormatName } from "#library/citations/list";
import { paperMarkdown } from "#library/citations/paper-markdown";
import type { PaperFileName } from "../../paper-files.ts";
import { badge } from "./badge.ts";

export interface PaperFile {
  readonly mediaType: string;
  /** A picture is shown where it is linked; the others are downloads. */
  readonly inline?: boolean;
  /** @param address of the site, without a slash at its end. */
  readonly write: (paper: PaperPage, address: string) => string;
}

const reference = (format: ListFormatName): PaperFile => {
  const { mediaType, write } = listFormats[format];
  return {
    mediaType,
    write: (paper, address) => write({ title: paper.title, description: "", address, papers: [{ paper, note: "" }] }),
  };
};

export const paperFiles: Readonly<Record<PaperFileName, PaperFile>> = {
  "paper.bib": reference("bib"),
  "paper.ris": reference("ris"),
  "paper.csl.json": reference("csl.json"),
  "paper.md": { mediaType: listFormats.md.mediaType, write: paperMarkdown },
  "badge.svg": { mediaType: "image/svg+xml; charset=utf-8", inline: true, write: badge },
};
