/** The files of a new paper: a whole one that runs and passes its tests, as "not recorded yet". What stands in them is to be replaced. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../version.ts";

/** What a new paper may begin as: each is a folder in `kinds` that makes, with what is in `common`, a paper that the tests of the house compile and run. */
export const kinds = {
  plain: "a function of a tensor, and an exact claim",
  norm: "a norm in a language model, tuned and compared with RMSNorm",
} as const;
export type Kind = keyof typeof kinds;

export interface NewPaper {
  readonly slug: string;
  readonly title: string;
  /** A day like 2025-03-13. */
  readonly published: string;
  /** Its arXiv id. */
  readonly arxiv: string | null;
}

/** @returns path below the paper's folder -> text. */
export function newPaperFiles(kind: Kind, paper: NewPaper): Readonly<Record<string, string>> {
  const files = ["common", kind].flatMap((name) => {
    const folder = join(root, "src", "cli", "new", "kinds", name);
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, filledIn(path, readFileSync(join(folder, path), "utf8"), paper)]);
  });
  return Object.fromEntries(files) as Record<string, string>;
}

function filledIn(path: string, text: string, { slug, title, published, arxiv }: NewPaper): string {
  if (path === "README.md") return text.replace("A New Paper", () => title);
  const quoted = JSON.stringify(title);
  // As the formatter would have it: a long one gets a line of its own.
  const line = `  title: ${quoted},`.length > 120 ? `title:\n    ${quoted}` : `title: ${quoted}`;
  return text
    .replaceAll("new-paper", slug)
    .replace('title: "A New Paper"', () => line)
    .replace("2026-01-01", published)
    .replace("arxiv: null", `arxiv: ${JSON.stringify(arxiv)}`);
}

/** running.ts with the paper's line in it, among the others by name. */
export function withLine(running: string, slug: string): string {
  const name = slug.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const lines = running.trimEnd().split("\n");
  const first = lines.findIndex((line) => line.startsWith("export "));
  const line = `export { default as ${name} } from "./${slug}/paper.ts";`;
  return `${[...lines.slice(0, first), ...[...lines.slice(first), line].sort()].join("\n")}\n`;
}
