/** Markup inside of text: entities decoded, tags of JATS and HTML turned into plain paragraphs. */

const NAMED: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** Names that turn up in Crossref's titles and in saved pages; anything rarer stays as written. */
const HTML_NAMED: Record<string, string> = {
  ...NAMED,
  nbsp: "\u00a0",
  ndash: "–",
  mdash: "—",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  hellip: "…",
  middot: "·",
  bull: "•",
  times: "×",
  minus: "−",
  plusmn: "±",
  le: "≤",
  ge: "≥",
  deg: "°",
  micro: "µ",
  shy: "\u00ad",
  copy: "©",
  reg: "®",
};

/** Decodes XML's five entities and character references, once; what else looks like an entity stays as it is. */
export const decodeEntities = (text: string): string => decode(text, NAMED);

/** The same with the names HTML adds. */
export const decodeHtml = (text: string): string => decode(text, HTML_NAMED);

function decode(text: string, names: Record<string, string>): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,8})|#(\d{1,8})|(\w{1,32}));/gi,
    (all, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return Object.hasOwn(names, name) ? names[name]! : all;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code === 0 || code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code).toWellFormed();
    },
  );
}

/** Elements whose text nobody is meant to read. MathML beside a TeX alternative would say the same thing twice. */
const SILENT = /<(script|style|template|noscript|(?:mml:)?annotation(?:-xml)?)\b[^>]*>[\s\S]*?<\/\1\s*>/gi;
const BLOCK =
  /<\/?(?:jats:)?(?:p|div|sec|title|label|list|list-item|ul|ol|li|br|h[1-6]|disp-formula|tr|table)\b[^>]*>/gi;
const FORMULA = /<((?:jats:)?alternatives)\b[^>]*>([\s\S]*?)<\/\1\s*>/gi;

/**
 * Plain text of a fragment of JATS or HTML: paragraphs parted by an empty line, a formula by its TeX where there is
 * some, a heading "Abstract" dropped, entities decoded once. A "<" that begins no tag stays.
 */
export function stripMarkup(fragment: string): string {
  if (!/[<&]/.test(fragment)) return fragment;
  const plain = fragment
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(SILENT, "")
    .replace(FORMULA, (all, _tag, inner: string) => texOf(inner) ?? all)
    .replace(/<((?:jats:)?title)\b[^>]*>\s*(?:abstract|summary)[.:]?\s*<\/\1\s*>/gi, "")
    .replace(BLOCK, "\n\n")
    .replace(/<\/?[a-z][\w:.-]*(?:\s[^<>]*)?\/?>/gi, "");
  return decodeHtml(plain)
    .replace(/[^\S\n]+/g, " ")
    .replace(/ *\n[\s]*\n */g, "\n\n")
    .trim();
}

/** The TeX alternative of a formula, between dollars; documents that wrap it into a preamble keep the body only. */
function texOf(alternatives: string): string | null {
  const tex = /<(?:jats:)?tex-math\b[^>]*>([\s\S]*?)<\/(?:jats:)?tex-math\s*>/i.exec(alternatives)?.[1];
  if (tex === undefined) return null;
  const raw = tex.replace(/<!\[CDATA\[|\]\]>/g, "");
  const body = (/\\begin\{document\}([\s\S]*?)\\end\{document\}/.exec(raw)?.[1] ?? raw).trim();
  return /^(?:\$|\\[([])/.test(body) ? body : `$${body}$`;
}
