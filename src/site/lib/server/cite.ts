/** How to cite a paper: one BibTeX entry from the facts that are known, and no others. */
import type { PaperPage } from "#library/catalogue";
import { plainTitle } from "./maths.ts";

type Facts = Pick<PaperPage, "slug" | "title" | "authors" | "published" | "source">;

/** Characters that BibTeX would read as commands. */
const escapeTex = (text: string): string => text.replace(/[\\{}]/g, "").replace(/([&%$#_])/g, "\\$1");

export function bibtex({ slug, title, authors, published, source }: Facts): string {
  const year = published?.slice(0, 4);
  const fields: [string, string][] = [
    ["title", `{${escapeTex(plainTitle(title))}}`],
    ...(authors.length > 0 ? ([["author", authors.map(escapeTex).join(" and ")]] as [string, string][]) : []),
    ...(year ? ([["year", year]] as [string, string][]) : []),
    ...(source?.name === "arXiv"
      ? ([
          ["eprint", source.id],
          ["archivePrefix", "arXiv"],
        ] as [string, string][])
      : []),
    ...(source ? ([["url", source.url]] as [string, string][]) : []),
  ];
  const lines = fields.map(([name, value]) => `  ${name} = {${value}}`);
  return `@misc{${slug}${year ? `-${year}` : ""},\n${lines.join(",\n")}\n}`;
}
