/**
 * What a person would see of a text. Papers carry instructions for programs that read them, in characters nobody sees, in white, in no
 * size, beside the page: all of that is left out. What stands there in plain sight stays, and is marked as data (quoted.ts).
 */
import { Parser } from "htmlparser2";
import { cleanCharacters } from "../ingest/text/clean.ts";

/** Characters that carry bits and no shape: selectors of variants behind anything but one character that has variants, fillers, joiners of Latin. */
const carriers =
  /\u034f|\u115f|\u1160|\u17b4|\u17b5|\u3164|\uffa0|[\u{e0100}-\u{e01ef}]|\u180b|\u180c|\u180d|\u180f|(?<=[\ufe00-\ufe0f])[\ufe00-\ufe0f]+|(?<=[\p{L}\p{N}\s])[\ufe00-\ufe0f]+/gu;

/** The text as somebody reads it. Idempotent. */
export function visible(text: string): string {
  let now = text;
  // What is taken out may have parted what hides something else.
  for (let pass = 0; pass < 5; pass++) {
    // Markup first: a character that nobody sees keeps a browser from seeing the end of a comment.
    const next = withoutHiddenTex(cleanCharacters(withoutHiddenMarkup(now)).replace(carriers, ""));
    if (next === now) break;
    now = next;
  }
  return now;
}

/** Elements whose content is never shown. */
const unseen = new Set([
  "script",
  "style",
  "template",
  "noscript",
  "head",
  "title",
  "object",
  "iframe",
  "svg",
  "math-hidden",
]);
const voids = new Set([
  "br",
  "img",
  "hr",
  "input",
  "meta",
  "link",
  "wbr",
  "col",
  "area",
  "base",
  "embed",
  "source",
  "track",
]);

/** Beginnings of markup: of comments, of elements that HTML has, and of any that say how they look. All others are smaller-than signs. */
const markup =
  /<(?=!--|!doctype|\?|\/?(?:a|abbr|article|aside|b|bdi|bdo|big|blockquote|body|br|center|cite|code|dd|del|details|dfn|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|jats:\w+|kbd|label|li|link|main|mark|marquee|meta|nav|noscript|object|ol|p|pre|q|s|samp|script|section|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|title|tr|tt|u|ul|var|wbr)(?=[\s/>])[^<>]*>|[a-z](?=[^<>]*>)[^<>]*\s(?:style|hidden|color|class)\b)/gi;

/** Stands for a smaller-than sign while markup is read; a noncharacter, which no text has. */
const smaller = "\ufdd0";

/** Whatever is markup is read as a browser would: comments, elements that are not shown, and what lies in them, are gone; tags too. */
function withoutHiddenMarkup(text: string): string {
  const begins = new Set([...text.matchAll(markup)].map(({ index }) => index));
  if (begins.size === 0) return text;
  const marked = text.replace(/[<\ufdd0]/g, (sign, at: number) => (sign !== "<" ? "" : begins.has(at) ? "<" : smaller));
  return shownOf(marked).replaceAll(smaller, "<");
}

function shownOf(text: string): string {
  const shown: string[] = [];
  /** Whether each open element hides what is in it. */
  const open: { readonly name: string; readonly hides: boolean }[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (!voids.has(name)) open.push({ name, hides: unseen.has(name) || isHidden(attributes) });
      },
      ontext(part) {
        if (!open.some(({ hides }) => hides)) shown.push(part);
      },
      onclosetag(name) {
        const at = open.findLastIndex((one) => one.name === name);
        if (at >= 0) open.splice(at);
      },
    },
    // "a &lt; b" is what somebody wrote; a second reading must not find markup in it.
    { decodeEntities: false, recognizeSelfClosing: true },
  );
  parser.end(text);
  return shown.join("");
}

function isHidden({ style = "", ...attributes }: Readonly<Record<string, string>>): boolean {
  if ("hidden" in attributes || attributes["aria-hidden"] === "true") return true;
  if (attributes.color !== undefined && isWhite(attributes.color)) return true;
  if (attributes.size === "0") return true;
  const css = style
    .toLowerCase()
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ");
  if (hiding.some((rule) => rule.test(css))) return true;
  const colour = /(?:^|;) ?(?:color|-webkit-text-fill-color) ?: ?([^;!]+)/.exec(css)?.[1];
  return colour !== undefined && isWhite(colour);
}

const hiding: readonly RegExp[] = [
  /(?:^|;) ?display ?: ?none/,
  /(?:^|;) ?visibility ?: ?(?:hidden|collapse)/,
  /(?:^|;) ?opacity ?: ?(?:0?\.0\d*|0)(?![.\d])/,
  /(?:^|;) ?font(?:-size)? ?: ?(?:[^;]* )?(?:0(?:\.\d+)?|1)(?:px|pt|em|rem|%)?(?:[;/ !]|$)/,
  /(?:^|;) ?text-indent ?: ?-\d{3,}/,
  /(?:^|;) ?(?:left|right|top|bottom|margin(?:-\w+)?|transform) ?: ?[^;]*-\d{3,}/,
  /(?:^|;) ?(?:width|height|max-width|max-height|line-height) ?: ?0(?:px|pt|em|rem|%)?(?:[;! ]|$)/,
  /(?:^|;) ?clip(?:-path)? ?:/,
];

/** Nearly white, or not there at all. */
function isWhite(colour: string): boolean {
  const text = colour.trim().toLowerCase();
  if (/^(?:white|snow|ivory|ghostwhite|whitesmoke|floralwhite|transparent)\b/.test(text)) return true;
  const hex = /^#([0-9a-f]{3,8})$/.exec(text)?.[1];
  if (hex !== undefined) {
    const wide = hex.length >= 6 ? hex : [...hex].map((digit) => digit + digit).join("");
    if (wide.length === 8 && parseInt(wide.slice(6), 16) < 16) return true;
    return [0, 2, 4].every((at) => parseInt(wide.slice(at, at + 2), 16) >= 240);
  }
  const rgb = /^rgba?\(([^)]*)\)/
    .exec(text)?.[1]
    .split(/[\s,/]+/)
    .filter(Boolean)
    .map((part) => (part.endsWith("%") ? 2.55 : 1) * parseFloat(part));
  if (rgb !== undefined) return rgb.slice(0, 3).every((part) => part >= 240) || (rgb.length > 3 && rgb[3] < 0.06);
  const light = /^hsla?\([^)]*?([\d.]+)%\s*(?:[,/)]|$)/.exec(
    text.replace(/^(hsla?\([^,\s]+[,\s]+)[\d.]+%[,\s]+/, "$1"),
  )?.[1];
  return light !== undefined && Number(light) >= 95;
}

/** Formulas stand as they were written, and TeX hides in its own ways; a group is cut out with all that is in it. */
const hidingTex =
  /\\(?:[hv]?phantom|smash\s*\{\s*\\phantom|textcolor\s*(?:\[[^\]]*\])?\s*\{\s*(?:white|1\s*,\s*1\s*,\s*1|FFFFFF|ffffff)\s*\}|(?:color\s*(?:\[[^\]]*\])?\s*\{\s*(?:white|1\s*,\s*1\s*,\s*1|FFFFFF|ffffff)\s*\}|transparent\s*\{\s*0\s*\}|texttransparent\s*\{\s*0\s*\}))\s*/;

function withoutHiddenTex(text: string): string {
  let rest = text;
  let shown = "";
  for (let found = hidingTex.exec(rest); found !== null; found = hidingTex.exec(rest)) {
    shown += rest.slice(0, found.index);
    const from = found.index + found[0].length;
    // Without a group it is a switch, which holds to the end of the group that it stands in, or of the formula, or of the text.
    rest = rest.slice(rest[from] === "{" ? endOfGroup(rest, from) : endOfSwitch(rest, from));
  }
  return shown + rest;
}

/** One past the brace that closes the group that begins at `from`; the end where none does. */
function endOfGroup(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at + 1;
  }
  return text.length;
}

function endOfSwitch(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "$") return at;
    else if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth < 0) return at;
  }
  return text.length;
}
