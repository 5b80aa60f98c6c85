/** Markup inside of text: entities decoded, tags of JATS and HTML turned into plain paragraphs. */
import { decodeHTMLStrict } from "entities";
import { wellFormed } from "../../store/storable.ts";

const NAMED: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** Decodes XML's five entities and character references, once; what else looks like an entity stays as it is. */
export const decodeEntities = (text: string): string =>
  decode(text, (entity, name) => (Object.hasOwn(NAMED, name) ? NAMED[name] : entity));

/** The same with the two thousand names that HTML adds. */
export const decodeHtml = (text: string): string => decode(text, (entity) => decodeHTMLStrict(entity));

function decode(text: string, named: (entity: string, name: string) => string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,8})|#(\d{1,8})|(\w{1,32}));/gi,
    (all: string, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named(all, name);
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code === 0 || code > 0x10ffff ? "\ufffd" : wellFormed(String.fromCodePoint(code));
    },
  );
}

/** Elements whose text nobody is meant to read. */
const SILENT = new Set(["script", "style", "template", "noscript", "annotation", "annotation-xml"]);
const BLOCKS = new Set(
  "p div sec section article title label list list-item ul ol li br h1 h2 h3 h4 h5 h6 disp-formula table tr".split(" "),
);

/** Elements that stand in titles, names and abstracts that were copied from a page. */
const INLINE =
  "a b br em i inf italic bold p scp sc small span strong sub sup tt u jats:[a-z-]{1,20} mml:[a-z]{1,20}".replaceAll(
    " ",
    "|",
  );
const CLOSED = new RegExp(`</(?:${INLINE})\\s*>|<br\\s*/?>`, "i");

/**
 * Text that may hold markup by the way, as "<i>Lampyris</i> &amp;amp; CO&lt;sub&gt;2&lt;/sub&gt;": as long as there are entities, or
 * elements of those that turn up in titles, with their ends, it is read as HTML once more. "a < b" stays.
 */
export function plainText(text: string): string {
  let now = text;
  for (let pass = 0; pass < 3; pass++) {
    const next = CLOSED.test(now) ? stripOnce(now) : decodeHtml(now);
    if (next === now) break;
    now = next;
  }
  return now;
}

/** Plain text of a fragment of JATS or HTML, whose tags may themselves be escaped ("&amp;lt;i&amp;gt;"): see `plainText`. */
export const stripMarkup = (fragment: string): string =>
  /[<&]/.test(fragment) ? plainText(stripOnce(fragment)) : fragment;

/**
 * Plain text of a fragment of JATS or HTML: paragraphs parted by an empty line, a formula by its TeX where there is
 * some, a heading "Abstract" dropped, entities decoded once. A "<" that begins no tag stays. Takes linear time.
 */
function stripOnce(fragment: string): string {
  let plain = "";
  let at = 0;
  const nextEnd = finder(fragment, /<\/(?:[a-z]+:)?alternatives\s*>/gi);
  while (at < fragment.length) {
    const start = fragment.indexOf("<", at);
    if (start < 0) break;
    plain += fragment.slice(at, start);
    const tag = tagAt(fragment, start);
    if (tag === null) {
      plain += "<";
      at = start + 1;
    } else {
      const { becomes, end } = replaced(fragment, tag, nextEnd);
      plain += becomes;
      at = end;
    }
  }
  return decodeHtml(plain + fragment.slice(at))
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n\s*\n ?/g, "\n\n")
    .trim();
}

/** A formula in all its alternatives is shorter than this. */
const LONGEST_FORMULA = 20_000;

interface Tag {
  /** Local name in lower case; "!--" for a comment. */
  readonly name: string;
  readonly opens: boolean;
  readonly end: number;
}

function tagAt(text: string, start: number): Tag | null {
  if (text.startsWith("<!--", start)) return { name: "!--", opens: true, end: start + 4 };
  const edge = /[<>]/g;
  edge.lastIndex = start + 1;
  const found = edge.exec(text);
  if (found?.[0] !== ">") return null;
  const inner = text.slice(start + 1, found.index);
  const name = /^\/?(?:[a-z]+:)?([a-z][\w.-]*)(?=[\s/]|$)/i.exec(inner)?.[1];
  return name === undefined ? null : { name: name.toLowerCase(), opens: inner[0] !== "/", end: found.index + 1 };
}

/** What a tag, with its contents where they go too, is replaced by, and where reading goes on. */
function replaced(text: string, tag: Tag, nextEnd: Finder): { becomes: string; end: number } {
  if (tag.name === "!--") return { becomes: "", end: after(text, /-->/g, tag.end) };
  if (tag.opens && SILENT.has(tag.name)) {
    return { becomes: "", end: after(text, new RegExp(`</(?:[a-z]+:)?${tag.name}\\s*>`, "gi"), tag.end) };
  }
  if (tag.opens && tag.name === "alternatives") {
    const close = nextEnd(tag.end);
    const isNear = close !== null && close.index - tag.end <= LONGEST_FORMULA;
    const tex = isNear ? texOf(text.slice(tag.end, close.index)) : null;
    if (isNear && tex) return { becomes: tex, end: close.index + close[0].length };
  }
  if (tag.opens && tag.name === "title") {
    const heading = /\s*(?:abstract|summary)[.:]?\s*<\/(?:[a-z]+:)?title\s*>/iy;
    heading.lastIndex = tag.end;
    if (heading.test(text)) return { becomes: "\n\n", end: heading.lastIndex };
  }
  return { becomes: BLOCKS.has(tag.name) ? "\n\n" : "", end: tag.end };
}

/** The next match from a place on; null: there is none. */
type Finder = (from: number) => RegExpExecArray | null;

/** For places in growing order: the text is looked through once, however often it is asked for. */
function finder(text: string, pattern: RegExp): Finder {
  let met: RegExpExecArray | null | undefined;
  return (from) => {
    if (met === undefined || (met !== null && met.index < from)) {
      pattern.lastIndex = from;
      met = pattern.exec(text);
    }
    return met;
  };
}

/** The end of the next match; the end of the text when there is none, for what never closes hides all the rest. */
function after(text: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : text.length;
}

/** The TeX alternative of a formula, between dollars; of a whole TeX document only its body. */
function texOf(alternatives: string): string | null {
  const opening = /<(?:[a-z]+:)?tex-math\b[^<>]*>/i.exec(alternatives);
  if (opening === null) return null;
  const rest = alternatives.slice(opening.index + opening[0].length);
  const closing = rest.search(/<\/(?:[a-z]+:)?tex-math\s*>/i);
  const raw = (closing < 0 ? rest : rest.slice(0, closing)).replace(/<!\[CDATA\[|\]\]>/g, "");
  const begin = raw.indexOf("\\begin{document}");
  const finish = raw.lastIndexOf("\\end{document}");
  const body = (begin >= 0 && finish > begin ? raw.slice(begin + 16, finish) : raw).trim();
  return /^(?:\$|\\[([])/.test(body) ? body : `$${body}$`;
}
