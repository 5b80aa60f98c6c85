/** What a trained arm does with unseen images: where its attention goes, how open its gate is, and the rank of what it puts out. */
import { constant, fill, input, Scope, type Parameters, type Tensor } from "#engine";
import { digitsAt, type Digits } from "#lab/datasets/mnist";
import { effectiveRank } from "#lab/measure/eigen";
import { openEvaluator, scalar } from "#lab/measure/evaluator";
import { mean } from "#lab/measure/statistics";
import { gridOf, tokenTransformer, type Grid } from "#lab/nn/vision/tokens";
import type { Mix } from "../method.ts";
import { canvasSide, netOf, type ArmName } from "./arms.ts";
import type { Regime, Settings, SwinLab } from "./settings.ts";

export interface Look {
  /** Mean over blocks of the effective rank of what attention puts out, over tokens about their mean. */
  readonly rank: number;
  /** Mean over blocks of the share of all weight that falls on the darkest quarter of an image's tokens. */
  readonly onDark: number;
  /** The same over what it would be if queries were zero: what windows and decay put there whatever the image shows is no merit. */
  readonly onDarkByContent: number;
  /** Share of all weight of both blocks by distance: rows plus columns between a token and what it looks at. */
  readonly byDistance: readonly number[];
  /** Values of the gates, empty where there are none. */
  readonly gate: Float32Array;
}

/** Looks at the first images of the test. Attention is that of both passes together. */
export async function lookAt(
  lab: Pick<SwinLab, "device" | "threads">,
  name: ArmName,
  regime: Regime,
  settings: Settings,
  weights: Parameters,
  test: Digits,
): Promise<Look> {
  const count = Math.min(settings.lookedAt, test.count);
  const { images } = digitsAt(
    test,
    Array.from({ length: count }, (_, at) => at),
  );
  const [ranks, mixes, gates]: [Tensor[], Mix[], Tensor[]] = [[], [], []];
  const net = netOf(name, regime, settings, {
    onOutput: (y) => ranks.push(covariance(y)),
    onMix: (_, mix) => mixes.push(mix),
    onGate: (gate) => gates.push(gate),
  });
  const grid = gridOf(net);
  const given = input("images", [count, canvasSide ** 2]);
  const dark = input("dark", [count, 1, grid.rows, grid.columns, 1]);
  const logits = tokenTransformer(new Scope({ mode: "inference" }), given, net);
  const outputs: Record<string, Tensor> = { logits };
  mixes.forEach((mix, at) => {
    const each = [count, net.heads, grid.rows, grid.columns, 1];
    outputs[`dark ${at}`] = mix(dark.expand(each))
      .sum()
      .div(mix(fill(1, each)).sum());
    outputs[`distance ${at}`] = weightByDistance(mix, grid, count, net.heads);
    outputs[`rank ${at}`] = ranks[at];
  });
  gates.forEach((gate, at) => (outputs[`gate ${at}`] = gate));
  const evaluator = await openEvaluator(outputs, { device: lab.device, threads: lab.threads });
  try {
    const feeds = { images, dark: darkestQuarter(images, grid) };
    const seen = await evaluator.run(weights, feeds);
    const blind = await evaluator.run(withoutQueries(weights), feeds);
    const of = (what: string) => mixes.map((_, at) => Array.from(seen[`${what} ${at}`].data, Number));
    const distances = of("distance");
    const sums = distances[0].map((_, step) => distances.reduce((sum, block) => sum + block[step], 0));
    const total = sums.reduce((sum, value) => sum + value, 0);
    return {
      rank: mean(of("rank").map(effectiveRank)),
      onDark: mean(of("dark").flat()),
      onDarkByContent: mean(mixes.map((_, at) => scalar(seen[`dark ${at}`]) / scalar(blind[`dark ${at}`]))),
      byDistance: sums.map((value) => value / total),
      gate: Float32Array.from(gates.flatMap((_, at) => Array.from(seen[`gate ${at}`].data, Number))),
    };
  } finally {
    await evaluator.release();
  }
}

/** Scores are then zero in every block, and weights those of place alone. */
const withoutQueries = (weights: Parameters): Parameters =>
  Object.fromEntries(
    Object.entries(weights).map(([name, values]) => [
      name,
      name.includes("/query/") ? new Float32Array(values.length) : values,
    ]),
  );

/** Of rows about their mean: y [batch, tokens, n] -> [n, n]. */
function covariance(y: Tensor): Tensor {
  const rows = y.reshape(-1, y.shape[2]);
  const centred = rows.sub(rows.mean(0));
  return centred.transpose().matmul(centred).div(rows.shape[0]);
}

/** Sum of the weights of all tokens, heads and images at each distance: [rows + columns - 1]. */
function weightByDistance(mix: Mix, { rows, columns }: Grid, count: number, heads: number): Tensor {
  const tokens = rows * columns;
  const identity = Float32Array.from({ length: tokens ** 2 }, (_, at) => Number(at % (tokens + 1) === 0));
  const basis = constant(identity, { shape: [1, 1, rows, columns, tokens] }).expand([1, heads, rows, columns, tokens]);
  const pairs = mix(basis)
    .reshape(count * heads, tokens * tokens)
    .sum(0);
  const steps = rows + columns - 1;
  const selector = new Float32Array(tokens ** 2 * steps);
  for (let from = 0; from < tokens; from++)
    for (let to = 0; to < tokens; to++) {
      const down = Math.abs(Math.floor(from / columns) - Math.floor(to / columns));
      const across = Math.abs((from % columns) - (to % columns));
      selector[(from * tokens + to) * steps + down + across] = 1;
    }
  return pairs.matmul(constant(selector, { shape: [tokens ** 2, steps] }));
}

/** [count, 1, rows, columns, 1]: 1 for the quarter of an image's tokens with the least ink, the earlier ones where several have as much. */
export function darkestQuarter(images: Float32Array, { rows, columns }: Grid): Float32Array {
  const [tokens, pixels] = [rows * columns, canvasSide ** 2];
  const dark = new Float32Array((images.length / pixels) * tokens);
  for (let image = 0; image < images.length / pixels; image++) {
    const ink = new Float64Array(tokens);
    for (let at = 0; at < pixels; at++) {
      const row = Math.floor((Math.floor(at / canvasSide) * rows) / canvasSide);
      ink[row * columns + Math.floor(((at % canvasSide) * columns) / canvasSide)] += images[image * pixels + at];
    }
    const order = Array.from(ink.keys()).sort((a, b) => ink[a] - ink[b] || a - b);
    for (const token of order.slice(0, Math.floor(tokens / 4))) dark[image * tokens + token] = 1;
  }
  return dark;
}
