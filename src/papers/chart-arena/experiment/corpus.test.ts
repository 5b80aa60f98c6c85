import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { scoreChart } from "../method.ts";
import { formats, readChart, type Kind } from "../reading/index.ts";
import { pathsOf } from "../reading/trees.ts";
import { bleu, exactMatch, numberSets } from "./baselines.ts";
import { Draw } from "#lab/datasets/draw";
import { sampleCharts } from "./corpus.ts";
import { damages, harmer } from "./damage.ts";
import { leaderboard, languages } from "./leaderboard.ts";
import { familiesHandled, gapBy, hardness, rank } from "./published.ts";
import { render, rewritten } from "./render.ts";

const draw = () => new Draw(random(21).stream("charts"));

describe("a corpus", () => {
  const samples = sampleCharts(draw(), 24);

  test("is the same for a seed, with all families and both languages", () => {
    expect(sampleCharts(draw(), 24)).toEqual(samples);
    expect(new Set(samples.map(({ chart }) => chart.kind))).toEqual(new Set(["table", "tree", "graph"]));
    expect(samples.filter(({ language }) => language === "zh")).toHaveLength(18);
  });

  test("comes back from every format as it went", () => {
    for (const { chart } of samples)
      for (const format of formats[chart.kind]) {
        const read = readChart(render(chart, format), format, chart.kind);
        if (read.kind === "tree" && chart.kind === "tree") expect(pathsOf(read.roots)).toEqual(pathsOf(chart.roots));
        if (read.kind === "graph" && chart.kind === "graph") {
          const labels = [...read.graph.nodes.values()].toSorted();
          expect(labels, format).toEqual([...chart.graph.nodes.values()].toSorted());
          expect(read.graph.edges.map(({ label }) => label)).toEqual(chart.graph.edges.map(({ label }) => label));
        }
        if (read.kind === "table" && chart.kind === "table")
          expect(read.grid.slice(1), format).toEqual(chart.grid.slice(1));
      }
  });

  test("is harmed by as much as is asked, a little at a time, and by rewriting not at all", () => {
    const stream = draw();
    for (const { chart } of samples) {
      expect(scoreChart(rewritten(chart, stream), chart).em).toBe(1);
      for (const damage of damages[chart.kind as Kind]) {
        const harm = harmer(chart, damage, stream);
        expect(scoreChart(harm(0).chart, chart).em, damage).toBe(1);
        expect(harm(0).share).toBe(0);
        expect(Math.abs(harm(0.5).share - 0.5), damage).toBeLessThan(0.2);
        expect(scoreChart(harm(0.8).chart, chart).map.strict, damage).toBeLessThan(1);
      }
    }
  });
});

test("scores of texts are those of their definitions", () => {
  expect([exactMatch("a  b", "a b"), exactMatch("a c", "a b")]).toEqual([1, 0]);
  expect(bleu("the cat sat", "the cat sat")).toBe(1);
  // By hand: 3 of 4 words, (1 + 1) / (3 + 1), 1 / 3, 1 / 2.
  expect(bleu("a b x d", "a b c d")).toBeCloseTo(Math.pow(0.75 * 0.5 * (1 / 3) * 0.5, 1 / 4), 12);
  expect(numberSets("10 and 30", "30, 20")).toBeCloseTo(0.75, 12);
  expect(numberSets("none", "none")).toBe(1);
});

describe("the published table", () => {
  test("has averages that are those of its cells, but for one model's", () => {
    const off = leaderboard.filter(({ scores, average }) =>
      languages.some((language) => {
        const sum = scores[language].reduce<number>((total, one) => total + (one ?? 0), 0);
        return Math.abs(sum / 8 - (average[language] ?? 0)) > 0.151;
      }),
    );
    expect(off.map(({ name }) => name)).toEqual(["PaddleOCR-VL (1B)"]);
  });

  test("ranks as one counts by hand", () => {
    expect([rank("Gemini 3.1 Pro"), rank("Kimi K2.5 (non-thinking)")]).toEqual([1, 3]);
    expect(gapBy("2026.03")).toBeCloseTo((59.2 + 73.2 - 54.8 - 68.1) / 2, 9);
    expect(gapBy("2025.03")).toBeCloseTo((47.7 + 62.4 - 36.6 - 50.0) / 2, 9);
    expect([hardness("Radar", "en"), hardness("Radar", "zh"), hardness("Pie", "en")]).toEqual([1, 2, 8]);
    expect(familiesHandled(0)).toBe(7);
  });
});
