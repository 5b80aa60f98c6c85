/** A paper's README as sections of HTML. The files are our own, part of this program; readers' Markdown never comes here. */
import { Marked } from "marked";
import { escapeHtml } from "#lab/text/escape";
import { withMaths } from "../text/maths.ts";

const files = import.meta.glob<string>("/src/papers/*/README.md", { query: "?raw", import: "default" });

export interface Section {
  readonly title: string;
  readonly html: string;
}

const marked = new Marked({
  renderer: {
    html: ({ text }) => escapeHtml(text),
    // Text of the file may hold formulas; code never comes this way.
    text(token) {
      return "tokens" in token && token.tokens ? this.parser.parseInline(token.tokens) : withMaths(token.raw);
    },
  },
});

/** The second-level sections of a paper's README, in order; none if it has no README. */
export async function paperNotes(slug: string): Promise<Section[]> {
  const path = `/src/papers/${slug}/README.md`;
  return Object.hasOwn(files, path) ? sections(await files[path]()) : [];
}

/** Splits Markdown at its second-level headings; what stands before the first belongs to the repository's view of the file. */
export function sections(markdown: string): Section[] {
  return markdown
    .split(/^## +/m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n");
      const [title, body] = end < 0 ? [part, ""] : [part.slice(0, end), part.slice(end + 1)];
      // Headings inside a section stand one level below the page's own.
      const html = marked.parse(body.trim(), { async: false });
      // On a narrow screen a table scrolls, so the keyboard must reach it.
      return { title: title.trim(), html: html.replaceAll("<table>", '<table tabindex="0">') };
    });
}
