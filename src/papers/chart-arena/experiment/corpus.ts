/** Charts that nobody has seen: tables of six families, mind maps and flow charts, with English or Chinese labels. */
import type { Draw } from "#lab/datasets/draw";
import type { Chart } from "../reading/index.ts";
import type { Graph } from "../reading/graphs.ts";
import type { TreeNode } from "../reading/trees.ts";
import type { Language } from "./leaderboard.ts";

const first: Readonly<Record<Language, readonly string[]>> = {
  en: "North,South,Coastal,Urban,Early,Late,Solar,Public,Private,Local,Winter,Summer".split(","),
  zh: "北方,南方,沿海,城市,早期,晚期,太阳能,公共,私人,本地,冬季,夏季".split(","),
};
const second: Readonly<Record<Language, readonly string[]>> = {
  en: "rents,exports,buses,wages,clinics,harvests,visitors,permits,tariffs,losses,R&D costs,tea/coffee,trips (weekly),coal + lignite,fish, frozen".split(
    /,(?! )/,
  ),
  zh: "房租,出口额,公交车,工资,诊所,收成,游客,许可证,关税,亏损,研发费用,茶叶/咖啡,班次(每周),煤炭,冷冻鱼".split(","),
};
const statistics: Readonly<Record<Language, readonly string[]>> = {
  en: ["Min", "Q1", "Median", "Q3", "Max"],
  zh: ["最小值", "Q1", "中位数", "Q3", "最大值"],
};
const answers: Readonly<Record<Language, readonly string[]>> = { en: ["yes", "no", "retry"], zh: ["是", "否", "重试"] };

/** Labels that are all different. */
export const labels = (draw: Draw, language: Language, count: number): string[] => {
  const all = first[language].flatMap((one) =>
    second[language].map((other) => (language === "en" ? `${one} ${other}` : one + other)),
  );
  return draw.some(all, count);
};

/** How the values of a table are written: one way for all of them. */
function writer(draw: Draw): () => string {
  const way = draw.pick(["whole", "whole", "decimal", "percent", "thousands", "signed"] as const);
  if (way === "decimal") return () => draw.uniform(1, 90).toFixed(1);
  if (way === "percent") return () => `${draw.between(2, 98)}%`;
  if (way === "thousands") return () => draw.between(1_000, 90_000).toLocaleString("en-US");
  return way === "signed"
    ? () => String(draw.between(5, 90) * (draw.chance(0.5) ? -1 : 1))
    : () => String(draw.between(10, 900));
}

export const tableFamilies = ["bar", "line", "pie", "radar", "box", "combination"] as const;

export function sampleTable(draw: Draw, language: Language, family: (typeof tableFamilies)[number]): Chart {
  const rows = draw.between(5, 8);
  const names = labels(draw, language, rows + 4);
  const keys =
    family === "line" || family === "combination"
      ? Array.from({ length: rows }, (_, at) => String(2010 + at))
      : names.slice(4);
  if (family === "pie")
    return { kind: "table", grid: [["", ""], ...keys.map((key) => [key, `${draw.between(2, 60)}%`])] };
  const value = writer(draw);
  if (family === "box") {
    const header = statistics[language].map((one) => `${names[0]}-${one}`);
    const lift = draw.uniform(1, 40);
    const body = keys.map((key) => [
      key,
      ...header.map((_, at) => (lift * (1 + at + draw.uniform(0, 0.8))).toFixed(1)),
    ]);
    return { kind: "table", grid: [["", ...header], ...body] };
  }
  const series = names.slice(
    0,
    family === "bar" ? draw.between(1, 3) : family === "combination" ? 2 : draw.between(2, 4),
  );
  const corner = draw.pick(["", language === "en" ? "Year" : "年份"]);
  return { kind: "table", grid: [[corner, ...series], ...keys.map((key) => [key, ...series.map(value)])] };
}

export function sampleTree(draw: Draw, language: Language): Chart {
  const nodes: TreeNode[] = labels(draw, language, draw.between(7, 12)).map((name) => ({ name, children: [] }));
  for (let at = 1; at < nodes.length; at++) nodes[draw.below(Math.min(at, 4))].children.push(nodes[at]);
  return { kind: "tree", roots: [nodes[0]] };
}

export function sampleGraph(draw: Draw, language: Language): Chart {
  const names = labels(draw, language, draw.between(6, 9));
  const nodes = new Map(names.map((name, at) => [`n${at}`, name]));
  const ids = [...nodes.keys()];
  const edges: Graph["edges"] = [];
  const link = (from: string, to: string, label: string) => {
    if (from !== to && !edges.some((edge) => edge.from === from && edge.to === to)) edges.push({ from, to, label });
  };
  for (let at = 1; at < ids.length; at++)
    link(ids[Math.max(0, at - draw.between(1, 2))], ids[at], draw.chance(0.4) ? draw.pick(answers[language]) : "");
  for (let more = draw.below(4); more > 0; more--) link(draw.pick(ids), draw.pick(ids), draw.pick(answers[language]));
  return { kind: "graph", graph: { nodes, edges } };
}

export interface Sample {
  readonly chart: Chart;
  readonly language: Language;
  readonly pie: boolean;
}

/** As many tables, evenly of all families, as `count` says, and half as many diagrams; languages by turns. */
export function sampleCharts(draw: Draw, count: number): Sample[] {
  const tables = Array.from({ length: count }, (_, at): Sample => {
    const language = at % 2 === 0 ? "en" : "zh";
    const family = tableFamilies[Math.floor(at / 2) % 6];
    return { chart: sampleTable(draw, language, family), language, pie: family === "pie" };
  });
  const diagrams = Array.from({ length: Math.ceil(count / 2) }, (_, at): Sample => {
    const language = at % 2 === 0 ? "en" : "zh";
    const chart = Math.floor(at / 2) % 2 === 0 ? sampleTree(draw, language) : sampleGraph(draw, language);
    return { chart, language, pie: false };
  });
  return [...tables, ...diagrams];
}
