/** The three thousand control words that `tex-characters.ts` does not name: the table of the package unicode2latex. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

type Table = Readonly<Record<string, string | { readonly text?: string }>>;

let table: Table | null = null;

/** What a control word such as `\textcurrency` stands for. The table is read when it is first asked for: few texts need it. */
export function character(command: string): string | undefined {
  table ??= readTable();
  if (!Object.hasOwn(table, command)) return undefined;
  const entry = table[command];
  const found = typeof entry === "string" ? entry : entry.text;
  // A combining mark needs a letter, which is an accent's work.
  return found === undefined || /^\p{M}/u.test(found) ? undefined : found.replaceAll("\u200b", "");
}

/** The file alone: the package's own module also reads the tables for the other direction, which takes a hundred times as long. */
function readTable(): Table {
  const entry = createRequire(import.meta.url).resolve("unicode2latex");
  return JSON.parse(readFileSync(join(entry, "../../tables/latex2unicode.json"), "utf8")) as Table;
}
