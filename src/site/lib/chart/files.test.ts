import type { Chart } from "#lab/kit/index";
import { describe, expect, test } from "vitest";
import type { Line } from "#library/runs/lines";
import { chartModel } from "./model.ts";
import { chartSvg } from "./svg.ts";
import { chartCsv, chartTable } from "./table.ts";

const chart: Chart = {
  x: { label: "update" },
  y: { label: "loss", unit: "nats" },
  caption: `Lower is "better" & <fast>.`,
};
const lines: Line[] = [
  { series: "LN, batch 4", seed: 1, x: [0, 1, 2], y: [3, 2, null] },
  { series: "LN, batch 4", seed: 2, x: [0, 1, 2], y: [5, 4, 1] },
];

describe("a chart as CSV", () => {
  test("has every point, with names that hold commas quoted and missing values empty", () => {
    expect(chartCsv(chart, lines).split("\r\n").slice(0, 4)).toEqual([
      "series,seed,update,loss (nats)",
      '"LN, batch 4",1,0,3',
      '"LN, batch 4",1,1,2',
      '"LN, batch 4",1,2,',
    ]);
  });
  test("holds nothing that a spreadsheet would take for a formula, and leaves numbers alone", () => {
    const named = ["=1+1", "+a", "-b", "@c"].map((series) => ({ series, seed: 1, x: [0], y: [-1] }));
    expect(chartCsv(chart, named).split("\r\n").slice(1, 5)).toEqual([
      "'=1+1,1,0,-1",
      "'+a,1,0,-1",
      "'-b,1,0,-1",
      "'@c,1,0,-1",
    ]);
  });
});

describe("a chart as table", () => {
  const long: Line[] = [
    { series: "LN", seed: 1, x: Array.from({ length: 301 }, (_, x) => x), y: new Array(301).fill(1) },
  ];
  test("has one row per x with the mean of each series", () => {
    const { columns, rows, every } = chartTable(chartModel("Loss", chart, lines));
    expect(columns).toEqual(["update", "LN, batch 4"]);
    expect(rows).toEqual([
      [0, 4],
      [1, 3],
      [2, null],
    ]);
    expect(every).toBe(1);
  });
  test("of a long line leaves rows out, evenly, and keeps the last", () => {
    const { rows, every } = chartTable(chartModel("Loss", chart, long));
    expect(every).toBe(8);
    expect(rows.length).toBeLessThanOrEqual(42);
    expect(rows.at(-1)![0]).toBe(300);
  });
});

describe("a chart as SVG file", () => {
  const svg = chartSvg(chartModel("Loss", chart, lines));
  test("stands alone: namespace, size, title, no style sheet, no script", () => {
    expect(svg).toMatch(/^<svg xmlns='http:\/\/www.w3.org\/2000\/svg' width='760'/);
    expect(svg).toContain("<title>Loss</title>");
    expect(svg).not.toMatch(/class=|<script|style=/);
  });
  test("names its axes and series, and escapes every text", () => {
    for (const text of [">loss (nats)<", ">update<", ">LN, batch 4<"]) expect(svg).toContain(text);
    expect(svg).toContain("&#60;fast&#62;");
  });
  test("has no attribute twice in one element", () => {
    for (const [tag] of svg.matchAll(/<\w+[^>]*>/g)) {
      const names = [...tag.matchAll(/ ([\w-]+)='/g)].map(([, name]) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });
  test("draws dots by their shape where the chart asks for dots", () => {
    const dots = chartSvg(chartModel("Loss", { ...chart, mark: "dots" }, lines));
    expect(dots.match(/transform='translate/g)!.length).toBeGreaterThan(5);
  });
});
