/** What a paper leaves as: references, its ledger as text and as a bundle to verify, a badge for a README, and a picture for cards. */
import { bundleOf, registrationsOf } from "#library/bundle/bundle";
import { bundleNames, type BundleFiles } from "#library/bundle/files";
import { filesOf, zipOf } from "#library/bundle/write";
import type { Catalogue, PaperPage } from "#library/catalogue";
import { listFormats, type ListFormatName } from "#library/citations/list";
import { paperMarkdown } from "#library/citations/paper-markdown";
import type { PaperFileName } from "../../paper-files.ts";
import { badge } from "./badge.ts";
import { cardPng } from "./card.ts";

/** What a file is made from, besides the paper. */
export interface Making {
  /** Of the site, without a slash at its end. */
  readonly address: string;
  readonly catalogue: Pick<Catalogue, "runs" | "run">;
  /** Of papertape. */
  readonly version: string;
}

export interface PaperFile {
  readonly mediaType: string;
  /** Its name where it is saved; null: a picture, which is shown where it is linked. */
  readonly saveAs: ((slug: string) => string) | null;
  /** @throws LibraryError NOTHING_MEASURED where a paper has no ledger to leave. */
  readonly write: (paper: PaperPage, making: Making) => string | Promise<string | Uint8Array>;
}

const reference = (format: ListFormatName): PaperFile => {
  const { mediaType, write } = listFormats[format];
  return {
    mediaType,
    saveAs: (slug) => `${slug}.${format}`,
    write: (paper, { address }) =>
      write({ title: paper.title, description: "", address, papers: [{ paper, note: "" }] }),
  };
};

const bundled = async (paper: PaperPage, { catalogue, version }: Making): Promise<BundleFiles> =>
  filesOf(await bundleOf(catalogue, paper, await registrationsOf(paper.slug), version));

const markdown = listFormats.md.mediaType;

export const paperFiles: Readonly<Record<PaperFileName, PaperFile>> = {
  "paper.bib": reference("bib"),
  "paper.ris": reference("ris"),
  "paper.csl.json": reference("csl.json"),
  "paper.md": {
    mediaType: markdown,
    saveAs: (slug) => `${slug}.md`,
    write: (paper, { address }) => paperMarkdown(paper, address),
  },
  "badge.svg": { mediaType: "image/svg+xml; charset=utf-8", saveAs: null, write: badge },
  "card.png": { mediaType: "image/png", saveAs: null, write: cardPng },
  "codecheck.yml": {
    mediaType: "application/yaml; charset=utf-8",
    saveAs: () => bundleNames.codecheck,
    write: async (paper, making) => (await bundled(paper, making)).get(bundleNames.codecheck)!,
  },
  "logbook.md": {
    mediaType: markdown,
    saveAs: (slug) => `${slug}.logbook.md`,
    write: async (paper, making) => (await bundled(paper, making)).get(bundleNames.logbook)!,
  },
  "bundle.zip": {
    mediaType: "application/zip",
    saveAs: (slug) => `${slug}.bundle.zip`,
    write: async (paper, making) => zipOf(await bundled(paper, making)),
  },
};
