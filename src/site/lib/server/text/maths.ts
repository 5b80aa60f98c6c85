/** Titles and abstracts with `$...$` formulas, as HTML: formulas become MathML, everything else is escaped text. */
import { escapeHtml } from "#lab/text/escape";
import { replaceMaths } from "#library/ingest/text/math";
import katex from "katex";

/** Safe HTML. A formula that TeX cannot read stays readable as it was written. */
export const withMaths = (text: string): string => replaceMaths(text, mathml, escapeHtml);

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
export const plainTitle = (text: string): string => replaceMaths(text, (tex) => tex);
