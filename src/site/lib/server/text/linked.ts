/** An abstract with the names that a dictionary knows as links, as safe HTML: each to the papers that mention the same. */
import { escapeHtml } from "#lab/text/escape";
import type { LinkedName } from "#library/entities/entities";
import { withMaths } from "./maths.ts";

/** What a pointer over the link shows: the usual name, what it means, and how it was recognized where it is not written so. */
function titleOf({ name, definition, score, foundBy }: LinkedName): string {
  const how =
    foundBy === "name"
      ? ""
      : ` (by ${foundBy === "abbreviation" ? "its long form" : "its letters"}, ${score.toFixed(2)} of 1)`;
  return `${name}${how}${definition === null ? "" : `: ${definition}`}`;
}

/** @param names in order, apart, and never inside a formula. */
export function linked(text: string, names: readonly LinkedName[]): string {
  let [html, at] = ["", 0];
  for (const name of names) {
    const href = `/search?${new URLSearchParams({ entity: name.entity })}`;
    html += `${withMaths(text.slice(at, name.start))}<a class="entity" href="${escapeHtml(href)}" title="${escapeHtml(titleOf(name))}">${escapeHtml(text.slice(name.start, name.end))}</a>`;
    at = name.end;
  }
  return html + withMaths(text.slice(at));
}
