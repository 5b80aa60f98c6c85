/**
 * Readers' Markdown as safe HTML: emphasis, code, quotes, lists and links, and nothing else. Two walls, one behind the other: the
 * writer of Markdown makes none of the rest, and the sanitizer lets none of it through.
 */
import { Marked, type Tokens } from "marked";
import sanitizeHtml from "sanitize-html";
import { escapeHtml } from "#lab/text/escape";

/** Where a link may lead. */
const schemes = ["http", "https", "mailto"];

const marked = new Marked({
  gfm: true,
  // A line that ends is a line that ends: people write comments as they write mail.
  breaks: true,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    heading({ tokens }) {
      return `<p><strong>${this.parser.parseInline(tokens)}</strong></p>\n`;
    },
    hr: () => "",
    // A picture of somebody else's site would tell that site who reads.
    image: ({ href, text }) => `<a href="${escapeHtml(href)}">${escapeHtml(text || "picture")}</a>`,
    checkbox: ({ checked }) => (checked ? "[x] " : "[ ] "),
  },
  // A line of bars and dashes stays what was written.
  tokenizer: { table: () => undefined, def: () => undefined } as { table: () => Tokens.Table | undefined },
});

const allowed: sanitizeHtml.IOptions = {
  allowedTags: ["p", "br", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"],
  allowedAttributes: { a: ["href", "rel"], ol: ["start"] },
  allowedSchemes: schemes,
  allowedSchemesAppliedToAttributes: ["href"],
  allowProtocolRelative: false,
  disallowedTagsMode: "discard",
  transformTags: {
    a: (_, { href }) => {
      const address = href === undefined ? null : linkable(href);
      const attribs: sanitizeHtml.Attributes = address === null ? {} : { href: address, rel: "nofollow ugc noopener" };
      return { tagName: "a", attribs };
    },
  },
};

/** An address of the web or of mail in its one spelling; null for anything else, relative ones too. */
function linkable(href: string): string | null {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  return schemes.includes(url.protocol.slice(0, -1)) && url.username === "" && url.password === "" ? url.href : null;
}

/** Most comments are read more often than they are changed. */
const recent = new Map<string, string>();
const kept = 500;

/** Signs that may open something, in a number that nobody means: the parser looks for an end behind each of them. */
const mostSigns = 1_000;

/** The parser looks at a run of spaces once from each of its places, and a page shows one anyway. */
const longSpace = / {101,}/g;
const shortSpace = " ".repeat(100);

/** @param markdown checked by the library: at most 10,000 characters without invisible ones. */
export function readersHtml(markdown: string): string {
  const known = recent.get(markdown);
  if (known !== undefined) return known;
  const made = written(markdown);
  // What is escaped as a whole has no tag to be looked at.
  const html = made === null ? asItIs(markdown) : sanitizeHtml(made, allowed);
  recent.set(markdown, html);
  if (recent.size > kept) recent.delete(recent.keys().next().value!);
  return html;
}

/** null: shown as it was written. */
function written(markdown: string): string | null {
  if ((markdown.match(/[*_~`[<>]/g)?.length ?? 0) > mostSigns) return null;
  try {
    return marked.parse(markdown.replace(longSpace, shortSpace), { async: false });
  } catch (error) {
    // Nested deeper than the parser's stack.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const asItIs = (text: string): string => `<p>${escapeHtml(text).replaceAll("\n", "<br />")}</p>`;
