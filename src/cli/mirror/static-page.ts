/** A page as it can stand on any web server: links lead to files, and what needs the server behind it is gone. */
import { posix } from "node:path";
import { Parser } from "htmlparser2";
import { placeOf } from "./place.ts";

export interface Static {
  readonly text: string;
  /** What it links to, or is made with, that is part of the mirror. */
  readonly needs: readonly URL[];
}

type Attributes = Readonly<Record<string, string>>;

/** Asks the server for something, or runs in the page. Data for search engines is neither. */
function isAlive(name: string, { type, rel, as }: Attributes): boolean {
  if (name === "script") return type !== "application/ld+json";
  if (name === "link") return /\b(modulepreload|alternate|search|manifest)\b/.test(rel ?? "") || as === "script";
  return ["form", "button", "input", "select", "textarea", "dialog", "noscript"].includes(name);
}

/** Attributes that hold addresses. */
const addressed: Readonly<Record<string, string>> = { a: "href", link: "href", img: "src", source: "src" };

/** @param at address of the page, as the site has it. */
export function staticPage(html: string, at: URL): Static {
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const needs: URL[] = [];
  /** What is being left out, with all that is in it. */
  let dropped: { readonly name: string; readonly start: number; depth: number } | null = null;
  /** Links whose target is no part of the mirror: their words stay. */
  const unlinked: boolean[] = [];
  let navigation = 0;
  let styles = false;

  const local = (address: string): string | null | undefined => localAddress(address, at, needs);
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const { startIndex: start, endIndex } = parser;
        const end = endIndex + 1;
        if (dropped !== null) {
          if (name === dropped.name) dropped.depth++;
          return;
        }
        if (name === "nav") navigation++;
        if (name === "style") styles = true;
        const attribute = addressed[name];
        const address = attribute === undefined ? undefined : attributes[attribute];
        const now = address === undefined ? undefined : local(address);
        const leadsNowhere = now === null;
        if (isAlive(name, attributes) || (leadsNowhere && (name !== "a" || navigation > 0))) {
          dropped = { name, start, depth: 0 };
          return;
        }
        if (name === "a") unlinked.push(leadsNowhere);
        if (leadsNowhere) edits.push({ start, end, text: "<span>" });
        else if (now !== undefined) edits.push({ start, end, text: tag(name, { ...attributes, [attribute]: now }) });
      },
      ontext() {
        if (!styles || dropped !== null) return;
        const [start, end] = [parser.startIndex, parser.endIndex + 1];
        edits.push({ start, end, text: staticStyle(html.slice(start, end), at, needs) });
      },
      onclosetag(name) {
        const end = parser.endIndex + 1;
        if (dropped !== null) {
          if (name !== dropped.name) return;
          if (dropped.depth-- > 0) return;
          edits.push({ start: dropped.start, end, text: "" });
          dropped = null;
          return;
        }
        if (name === "nav") navigation--;
        if (name === "style") styles = false;
        if (name === "a" && unlinked.pop()) edits.push({ start: parser.startIndex, end, text: "</span>" });
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return { text: edited(html, edits), needs };
}

/** A style sheet whose files are found from where it lies. */
export function staticStyle(css: string, at: URL, needs: URL[]): string {
  return css.replace(/url\((["']?)([^"')]+)\1\)/g, (whole, quote: string, address: string) => {
    const now = localAddress(address, at, needs);
    return typeof now === "string" ? `url(${quote}${now}${quote})` : whole;
  });
}

/** The same address from the page's own file; undefined: it stays as it is; null: it is of this site, and no part of the mirror. */
function localAddress(address: string, at: URL, needs: URL[]): string | null | undefined {
  if (address.startsWith("#") || /^(data|mailto|javascript):/i.test(address)) return undefined;
  if (!URL.canParse(address, at)) return undefined;
  const to = new URL(address, at);
  if (to.origin !== at.origin) return undefined;
  const [from, target] = [placeOf(at), placeOf(to)];
  if (from === null || target === null) return null;
  needs.push(to);
  return posix.relative(posix.dirname(from), target) + to.hash;
}

const escaped = (value: string): string => value.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

const tag = (name: string, attributes: Attributes): string =>
  `<${[name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(value)}"`)].join(" ")}>`;

function edited(html: string, edits: readonly { start: number; end: number; text: string }[]): string {
  let text = "";
  let from = 0;
  for (const edit of edits) {
    text += html.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return text + html.slice(from);
}
