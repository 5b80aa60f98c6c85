import { expect, test } from "vitest";
import { writeAligned } from "./aligned.ts";
import { readTables, tableFormatOf } from "./any.ts";
import { writeHtml } from "./html.ts";
import { writeLatex } from "./latex.ts";
import { writeMarkdown } from "./markdown.ts";
import { tableOf, textsOf } from "./table.ts";

const grid = [
  ["Method", "Acc.", "Params"],
  ["small one", "82.0", "0.02"],
  ["large one", "93.1", "0.27"],
  ["larger one", "93.2", "0.91"],
];

test.each([
  ["html", writeHtml],
  ["latex", writeLatex],
  ["markdown", writeMarkdown],
  ["text", writeAligned],
] as const)("a table of %s is told by what it looks like, also behind prose", (format, write) => {
  const text = `We compare three | methods, a -- c.\n\n${write(tableOf(grid))}\n\nAnd so on.`;
  expect(tableFormatOf(text)).toBe(format);
  expect(readTables(text).tables.map(textsOf)).toEqual([grid]);
});
