/** A text with the words of a query marked, as safe HTML: formulas become MathML, everything else is escaped. */
import type { Range } from "#library/search/search";
import { escapeHtml } from "#lab/text/escape";
import { withMaths } from "./maths.ts";

/** @param marks in order, apart, and never inside a formula. */
export function marked(text: string, marks: readonly Range[]): string {
  let [html, at] = ["", 0];
  for (const [start, end] of marks) {
    html += `${withMaths(text.slice(at, start))}<mark>${escapeHtml(text.slice(start, end))}</mark>`;
    at = end;
  }
  return html + withMaths(text.slice(at));
}
