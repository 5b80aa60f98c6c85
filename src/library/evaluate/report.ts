/** What an evaluation found, for a terminal, a page or a program. */
import { escapeHtml } from "#lab/text/escape";

export interface Report {
  readonly title: string;
  /** What a row is: "model". Its plural is the key of the rows in JSON. */
  readonly subject: { readonly one: string; readonly many: string };
  /** Names of the metrics in JSON, and what a reader sees. */
  readonly metrics: Readonly<Record<string, string>>;
  readonly rows: Readonly<
    Record<string, { readonly records: number; readonly values: Readonly<Record<string, number>> }>
  >;
  /** Records that could not be scored: file, line, and what was wrong. The rest is scored without them. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** `{ "models": { "<model>": { "<metric>": 0.88 } } }` */
export const jsonOf = ({ subject, rows }: Report): unknown => ({
  [subject.many]: Object.fromEntries(Object.entries(rows).map(([name, { values }]) => [name, values])),
});

/** A page of its own, readable in both themes. */
export function htmlOf({ title, subject, metrics, rows, problems, notes }: Report): string {
  const names = Object.keys(metrics);
  const head = [subject.one, "records", ...Object.values(metrics)].map(
    (name) => `<th scope="col">${escapeHtml(name)}</th>`,
  );
  const body = Object.entries(rows).map(([name, { records, values }]) => {
    const cells = [String(records), ...names.map((metric) => shown(values[metric]))];
    return `<tr><th scope="row">${escapeHtml(name)}</th>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  const list = (heading: string, items: readonly string[]) =>
    items.length === 0
      ? ""
      : `<h2>${heading}</h2><ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join("")}</ul>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:2rem}div{overflow-x:auto}table{border-collapse:collapse}
th,td{padding:.25rem .75rem;text-align:right;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}th:first-child{text-align:left}</style></head>
<body><h1>${escapeHtml(title)}</h1><div><table><thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>
${list("Notes", notes)}${list("Not scored", problems)}</body></html>
`;
}

/** Three digits behind the point; a dash for what was not measured. */
export const shown = (value: number | undefined): string =>
  value === undefined || !Number.isFinite(value) ? "–" : value.toFixed(3);
