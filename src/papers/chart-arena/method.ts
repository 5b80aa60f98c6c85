/**
 * ChartArena: one score for a chart in whatever language it is written. 2026, arXiv 2606.01348, as the released scorer has it.
 *
 *   triples   a table is a set of (key, key, value), the two keys sorted, so that no order of rows, columns or axes counts
 *             a matches b   numbers: Levenshtein(keys) <= w and |a - b| / (b + 1e-6) <= r;  texts: Levenshtein(all three) <= w
 *             s = |E| / |(A and B joined) without (E without B)|,  E = the members of A that match one of B
 *   paths     a mind map is the set of its paths from a root; similarity of two is the ratio of insertions and deletions
 *             s = sum of the similarities >= tau of the best assignment / max(|A|, |B|)
 *   graph     a flow chart is nodes and labelled edges;  s = 0.6 edges + 0.4 nodes, each as with paths
 *
 *   tolerance   strict w = 0, r = 0, tau = 1;  slight 2, 0.05, 0.85;  high 5, 0.1, 0.6
 *   mAP = share of the thresholds 0.5, 0.55, .., 0.95 that s reaches;  EM = [s at strict >= 1]
 *
 * The leaderboard is 100 mAP at high. `compat` is the released scorer to the last bit. Its r divides by b with its sign, so that a
 * negative b accepts every number, and it reads 1,200 as a text; `fixed` divides by |b| and takes such commas out.
 */
import { assign } from "#lab/extraction/assignment";
import { indelRatio, within } from "#lab/extraction/distances";
import { pythonFloat } from "#lab/extraction/python";
import { transposed, type Grid } from "#lab/extraction/tables";
import { alignGrids, alignTriples, blankHeader } from "./reading/align.ts";
import type { Graph } from "./reading/graphs.ts";
import { formats, kindOf, readChart, type Chart, type Format } from "./reading/index.ts";
import { pathsOf } from "./reading/trees.ts";
import type { Triple } from "./reading/triples.ts";

export type Mode = "compat" | "fixed";
export const tolerances = ["strict", "slight", "high"] as const;
export type Tolerance = (typeof tolerances)[number];

const words: Readonly<Record<Tolerance, number>> = { strict: 0, slight: 2, high: 5 };
const relative: Readonly<Record<Tolerance, number>> = { strict: 0, slight: 0.05, high: 0.1 };
const least: Readonly<Record<Tolerance, number>> = { strict: 1, slight: 0.85, high: 0.6 };

/** As numpy.arange makes them: 0.6 is 0.6000000000000001 here, and a similarity of exactly 0.6 does not reach it. */
export const thresholds: readonly number[] = Array.from({ length: 10 }, (_, at) => 0.5 + at * (0.55 - 0.5));

export interface Score {
  /** 1 if everything is exactly right, else 0. */
  readonly em: number;
  /** 0 .. 1, in steps of 0.1. */
  readonly map: Readonly<Record<Tolerance, number>>;
  /** What the thresholds are held against; of triples it may exceed 1, because several of A may match one of B. */
  readonly similarity: Readonly<Record<Tolerance, number>>;
}

const scoreOf = (similarityAt: (tolerance: Tolerance) => number): Score => {
  const each = (of: (tolerance: Tolerance) => number) =>
    Object.fromEntries(tolerances.map((name) => [name, of(name)])) as Record<Tolerance, number>;
  const similarity = each(similarityAt);
  const map = each((name) => thresholds.filter((threshold) => similarity[name] >= threshold).length / 10);
  return { em: Number(similarity.strict >= 1), map, similarity };
};

export const zero: Score = scoreOf(() => 0);

export interface Options {
  /** By default `fixed`. */
  readonly mode?: Mode;
  /** The chart is a pie, whose slices may stand with their share in one cell. */
  readonly pie?: boolean;
}

/** Scores a text in some format against its reference, which is Markdown for tables and mind maps and Mermaid for flow charts. */
export function scoreText(prediction: string, format: Format, reference: string, { mode, pie }: Options = {}): Score {
  const kind = kindOf(reference);
  if (prediction.trim() === "" || !(formats[kind] as readonly Format[]).includes(format)) return zero;
  const expected = readChart(reference, formats[kind][0], kind);
  return scoreChart(readChart(prediction, format, kind, { pie }), expected, mode, format);
}

/** Scores what was read. Charts of different kinds have nothing in common; SVG has no names of columns, and the reference loses its own. */
export function scoreChart(prediction: Chart, reference: Chart, mode: Mode = "fixed", format?: Format): Score {
  if (prediction.kind === "tree" && reference.kind === "tree") {
    const [found, expected] = [pathsOf(prediction.roots), pathsOf(reference.roots)];
    return scoreOf(similarityOfItems(found, expected, (a, b) => indelRatio(a, b)));
  }
  if (prediction.kind === "graph" && reference.kind === "graph") return scoreGraphs(prediction.graph, reference.graph);
  if (prediction.kind !== "table" || reference.kind !== "table") return zero;
  const [found, expected] = [prediction.grid, format === "svg" ? blankHeader(reference.grid) : reference.grid];
  if (found.length === 0 || expected.length === 0) return zero;
  const score = scoreTables(found, expected, mode);
  const flipped = score.map.high < 0.5 && format !== "svg" ? transposed(found) : null;
  const other = flipped && scoreTables(flipped, expected, mode);
  return other && other.map.high > score.map.high ? other : score;
}

function scoreTables(prediction: Grid, reference: Grid, mode: Mode): Score {
  const [found, expected] = alignTriples(...alignGrids(prediction, reference, mode));
  return scoreOf((tolerance) => similarityOfTriples(found, expected, tolerance, mode));
}

const identity = ([first, second, value]: Triple) => JSON.stringify([first, second, typeof value, String(value)]);

/** s of two sets of triples. @returns 0 of two empty sets. */
export function similarityOfTriples(
  prediction: readonly Triple[],
  reference: readonly Triple[],
  tolerance: Tolerance,
  mode: Mode,
): number {
  const matched = prediction.filter((a) => reference.some((b) => matches(a, b, tolerance, mode)));
  const expected = new Set(reference.map(identity));
  const near = new Set(matched.map(identity));
  const both = new Set([...expected, ...prediction.map(identity)]);
  const union = both.size - [...near].filter((one) => !expected.has(one)).length;
  return union === 0 ? 0 : near.size / union;
}

export function matches(a: Triple, b: Triple, tolerance: Tolerance, mode: Mode): boolean {
  const [x, y] = [a[2], b[2]];
  if (typeof x !== "number" || typeof y !== "number") return within(written(a), written(b), words[tolerance]);
  const size = mode === "compat" ? y : Math.abs(y);
  return (
    Math.abs(x - y) / (size + 0.000001) <= relative[tolerance] && within(a[0] + a[1], b[0] + b[1], words[tolerance])
  );
}

const written = ([first, second, value]: Triple) =>
  first + second + (typeof value === "number" ? pythonFloat(value) : value);

/** s of two lists of items at every tolerance. The assignment is made of all similarities, and only then those below tau are dropped. */
function similarityOfItems<Item>(
  prediction: readonly Item[],
  reference: readonly Item[],
  similarity: (a: Item, b: Item) => number,
): (tolerance: Tolerance) => number {
  if (prediction.length === 0 || reference.length === 0) return () => Number(prediction.length === reference.length);
  const costs = prediction.map((a) => reference.map((b) => 1 - similarity(a, b)));
  const kept = assign(costs).map(([row, column]) => similarity(prediction[row], reference[column]));
  return (tolerance) =>
    kept.filter((one) => one >= least[tolerance]).reduce((sum, one) => sum + one, 0) /
    Math.max(prediction.length, reference.length);
}

type Edge = readonly [from: string, to: string, label: string];

const ratio = (a: string, b: string) => indelRatio(a.toLowerCase(), b.toLowerCase());

/** Mean similarity of both ends and the label; no label on either side is as good as the same one. */
const edgeSimilarity = (a: Edge, b: Edge) => (ratio(a[0], b[0]) + ratio(a[1], b[1]) + ratio(a[2], b[2])) / 3;

function scoreGraphs(prediction: Graph, reference: Graph): Score {
  if (prediction.nodes.size === 0 || reference.nodes.size === 0) return zero;
  const edgesOf = ({ nodes, edges }: Graph): Edge[] =>
    edges.map(({ from, to, label }) => [nodes.get(from) ?? from, nodes.get(to) ?? to, label]);
  const [found, expected] = [edgesOf(prediction), edgesOf(reference)];
  const nodes = similarityOfItems([...prediction.nodes.values()], [...reference.nodes.values()], ratio);
  if (found.length === 0 && expected.length === 0) return scoreOf(nodes);
  const edges = similarityOfItems(found, expected, edgeSimilarity);
  return scoreOf((tolerance) => 0.6 * edges(tolerance) + 0.4 * nodes(tolerance));
}
