/** Titles and abstracts with `$...$` formulas, as HTML: formulas become MathML, everything else is escaped text. */
import katex from "katex";

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A dollar sign that opens a formula is not followed by a space, one that closes it is not preceded by one: "$5 and $6" is money. */
const formula = /\$(?!\s)((?:\\.|[^$\\])+?)(?<!\s)\$(?!\d)/g;

/** Safe HTML. A formula that TeX cannot read stays readable as it was written. */
export function withMaths(text: string): string {
  let html = "";
  let end = 0;
  for (const match of text.matchAll(formula)) {
    html += escapeHtml(text.slice(end, match.index)) + mathml(match[1]);
    end = match.index + match[0].length;
  }
  return html + escapeHtml(text.slice(end));
}

function mathml(tex: string): string {
  try {
    const html = katex.renderToString(tex, {
      output: "mathml",
      throwOnError: true,
      strict: "ignore",
      trust: false,
      maxExpand: 200,
      maxSize: 20,
    });
    // KaTeX's wrapper is for its own style sheet; style attributes are refused by the content security policy anyway.
    return html.replace(/^<span class="katex">|<\/span>$/g, "").replace(/ style="[^"]*"/g, "");
  } catch {
    return `<code>${escapeHtml(tex)}</code>`;
  }
}

/** The same text without markup, for the tab's title and other places that only take text. */
export const plainTitle = (text: string): string => text.replace(formula, "$1");
