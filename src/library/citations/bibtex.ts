/** Papers as BibTeX entries, from the facts that are known and no others. */
import { mathSpans } from "../ingest/text/math.ts";
import { formOf, type Facts } from "./facts.ts";

/** Characters that BibTeX would read as commands. */
const escapeTex = (text: string): string => text.replace(/[\\{}]/g, "").replace(/([&%$#_])/g, "\\$1");

/** Text with its formulas left as they are; one whose braces do not match would take the rest of the file with it. */
function texOf(text: string): string {
  let tex = "";
  let end = 0;
  for (const span of mathSpans(text)) {
    const formula = text.slice(span.start, span.end);
    if (!isBalanced(formula)) continue;
    tex += escapeTex(text.slice(end, span.start)) + formula;
    end = span.end;
  }
  return tex + escapeTex(text.slice(end));
}

function isBalanced(formula: string): boolean {
  let depth = 0;
  for (const sign of formula.replace(/\\./g, "")) {
    if (sign === "{") depth++;
    if (sign === "}" && --depth < 0) return false;
  }
  return depth === 0;
}

/** Characters that would end a field. */
const literal = (text: string): string => text.replace(/[{}\s]/g, (sign) => encodeURIComponent(sign));

/** Type of the entry, and the field that its venue stands in. */
const entries = {
  preprint: ["misc", ""],
  article: ["article", "journal"],
  talk: ["inproceedings", "booktitle"],
} as const;

export function bibtex(paper: Facts): string {
  const { slug, title, authors, published, source, venue } = paper;
  const [type, container] = entries[formOf(paper)];
  const year = published?.slice(0, 4);
  const fields: [string, string][] = [["title", `{${texOf(title)}}`]];
  if (authors.length > 0) fields.push(["author", authors.map(escapeTex).join(" and ")]);
  if (venue !== null) fields.push([container, escapeTex(venue)]);
  if (year) fields.push(["year", year]);
  if (source?.name === "arXiv") fields.push(["eprint", source.id], ["archivePrefix", "arXiv"]);
  if (source?.name === "DOI") fields.push(["doi", literal(source.id)]);
  if (source) fields.push(["url", literal(source.url)]);
  const lines = fields.map(([name, value]) => `  ${name} = {${value}}`);
  return `@${type}{${slug}${year ? `-${year}` : ""},\n${lines.join(",\n")}\n}`;
}
