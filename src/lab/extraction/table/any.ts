/** Tables of a text whose format nobody has said. */
import { readAlignedTables } from "./aligned.ts";
import { readHtmlTables } from "./html.ts";
import { readLatexTables } from "./latex.ts";
import { readMarkdownTables } from "./markdown.ts";
import type { ReadTables } from "./table.ts";

export const tableReaders = {
  html: readHtmlTables,
  latex: readLatexTables,
  markdown: readMarkdownTables,
  text: readAlignedTables,
} as const;

export type TableFormat = keyof typeof tableReaders;

/** By what only one format has: tags, environments, rules between pipes. What has none of it is text laid out in columns. */
export function tableFormatOf(text: string): TableFormat {
  if (/<t(?:able|r)[\s>]/i.test(text)) return "html";
  if (/\\begin\{(?:tabular|longtable|tabularx|array)/.test(text)) return "latex";
  return /^[ \t]{0,3}\|?[ \t]{0,3}:?-{2,}:?[ \t]{0,3}\|/m.test(text) ? "markdown" : "text";
}

export const readTables = (text: string, format = tableFormatOf(text)): ReadTables => tableReaders[format](text);
