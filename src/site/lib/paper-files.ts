/** The names of a paper's files, whatever the paper is. */
export const paperFileNames = [
  "paper.bib",
  "paper.ris",
  "paper.csl.json",
  "paper.md",
  "badge.svg",
  "card.png",
  "codecheck.yml",
  "logbook.md",
  "bundle.zip",
] as const;

export type PaperFileName = (typeof paperFileNames)[number];
