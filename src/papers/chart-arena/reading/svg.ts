/**
 * A subset of SVG: what stands in <text>, and where. Numbers belong to the nearest text that is none, or, where some carry `data-series`,
 * those are the numbers and all others the names. Paths, axes and colours are not looked at.
 */
import { decodeEntities } from "#lab/extraction/entities";
import { pythonNumber } from "#lab/extraction/python";
import type { Grid } from "#lab/extraction/tables";
import { linked, type TreeNode } from "./trees.ts";

const attribute = (attributes: string, name: string): string | null => {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return found ? decodeEntities(found[1] ?? found[2]) : null;
};
const plain = (inner: string) =>
  decodeEntities(inner.replace(/<[^>]+>/g, " "))
    .replace(/\s+/g, " ")
    .trim();

/** Rows of a name and its numbers, without a header: names of series are not compared in SVG. */
export function readSvgTable(text: string): Grid {
  const texts = [...text.matchAll(/<text\b([^>]*)>([^]*?)<\/text>/g)].map(([, attributes, inner]) => ({
    x: Number(attribute(attributes, "x") ?? NaN),
    y: Number(attribute(attributes, "y") ?? NaN),
    series: attribute(attributes, "data-series"),
    label: plain(inner),
    aside: /title|legend|axis/.test(attribute(attributes, "class") ?? ""),
  }));
  const marked = texts.some(({ series }) => series !== null);
  const isValue = (one: (typeof texts)[number]) =>
    marked ? one.series !== null : pythonNumber(one.label.replace(/[%$,]/g, "")) !== null;
  const placed = texts.filter(({ x, y, label, aside }) => Number.isFinite(x + y) && label !== "" && !aside);
  const [values, names] = [placed.filter(isValue), placed.filter((one) => !isValue(one))];
  if (names.length === 0) return [];
  const rows = names.map(({ label }) => [label]);
  for (const value of values) {
    const distances = names.map(({ x, y }) => Math.hypot(x - value.x, y - value.y));
    rows[distances.indexOf(Math.min(...distances))].push(value.label);
  }
  const width = Math.max(...rows.map((row) => row.length));
  return [new Array<string>(width).fill(""), ...rows.filter((row) => row.length > 1)];
}

/** A mind map whose groups say what is above them: <g data-parent="a"><text>b</text></g>. */
export function readSvgTree(text: string): TreeNode[] {
  const groups = [...text.matchAll(/<g\b([^>]*)>([^]*?)<\/g>/g)].flatMap(([, attributes, inner]) => {
    const parent = attribute(attributes, "data-parent");
    const name = plain(/<text\b[^>]*>([^]*?)<\/text>/.exec(inner)?.[1] ?? "");
    return parent === null || name === "" ? [] : [{ id: name, parent: parent.trim(), name }];
  });
  return linked(groups);
}
