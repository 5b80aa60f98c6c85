/** The names of the files in which a list of papers leaves: by the endings of its formats. */
import type { ListFormatName } from "#library/citations/list";

export type ListFileName = `papers.${ListFormatName}`;

export const listFileNames = [
  "papers.bib",
  "papers.ris",
  "papers.csl.json",
  "papers.md",
  "papers.json",
] as const satisfies readonly ListFileName[];

export const isListFile = (name: string): name is ListFileName => (listFileNames as readonly string[]).includes(name);
