/** Looks at the residual stream of a trained model: how large its entries are, and how much a sink passes on. */
import type { Parameters, Tensor } from "#engine";
import { openEvaluator, scalar } from "#lab/measure/evaluator";
import { mean, median } from "#lab/measure/statistics";
import { languageModelLoss, modelOf, selfAttention, type Comparison } from "#lab/training/language-model/index";
import type { AttendingArm } from "./arms.ts";
import type { OutlierLab } from "./settings.ts";

export interface Residual {
  /** Largest entry of all states: what enters block 1, 2, ..., and the final norm. */
  readonly peak: number;
  readonly peaks: readonly number[];
  /** Mean size of each dimension over tokens and states, the largest first. */
  readonly sizes: readonly number[];
  /** The first of those over the one in the middle. */
  readonly sinkRatio: number;
  /** In how many of all tokens and states the most frequent dimension is the largest one. */
  readonly steadiness: number;
  /** Of attention in block 1, over all queries but the first: weight on the first token, and its share of what comes out. */
  readonly first: { readonly weight: number; readonly share: number };
}

export interface ResidualViewer {
  of(weights: Parameters, tokens: Int32Array): Promise<Residual>;
  release(): Promise<void>;
}

export async function openResidualViewer(
  { device, threads }: OutlierLab,
  arm: AttendingArm,
  { text, shape }: Pick<Comparison, "text" | "shape">,
): Promise<ResidualViewer> {
  const firsts: { weight: Tensor; share: Tensor }[] = [];
  const attention = selfAttention({
    ...arm.attention,
    product(at, a, b) {
      if (at.path.endsWith("/mixed")) firsts.push(firstToken(a, b));
      return a.matmul(b);
    },
  });
  const hooked = { ...arm, model: { ...arm.model, attention } };
  const { streams } = languageModelLoss(modelOf(hooked, { text, shape }), { batch: shape.batch, mode: "inference" });
  const outputs = streams.flatMap((stream, at) => {
    const size = stream.abs();
    const largest = size.equal(size.max(-1)).cast("float32");
    return [
      [`peak ${at}`, size.max()],
      [`size ${at}`, size.mean([0, 1], { keepDims: false })],
      [`largest ${at}`, largest.mean([0, 1], { keepDims: false })],
    ] as const;
  });
  const evaluator = await openEvaluator({ ...Object.fromEntries(outputs), ...firsts[0] }, { device, threads });
  return {
    async of(weights, tokens) {
      const found = await evaluator.run(weights, { tokens });
      const byState = (name: string) => streams.map((_, at) => Array.from(found[`${name} ${at}`].data, Number));
      const peaks = byState("peak").map(([value]) => value);
      const average = (rows: readonly number[][]) => rows[0].map((_, entry) => mean(rows.map((row) => row[entry])));
      const sizes = average(byState("size")).toSorted((a, b) => b - a);
      return {
        peak: Math.max(...peaks),
        peaks,
        sizes,
        sinkRatio: sizes[0] / median(sizes),
        steadiness: Math.max(...average(byState("largest"))),
        first: { weight: scalar(found.weight), share: scalar(found.share) },
      };
    },
    release: () => evaluator.release(),
  };
}

/** weights [batch, heads, queries, keys], values [batch, heads, keys, size]: |p_0 v_0| / (|p_0 v_0| + |sum of the others|), and p_0. */
export function firstToken(weights: Tensor, values: Tensor): { weight: Tensor; share: Tensor } {
  const length = (x: Tensor) => x.square().sum(-1).add(1e-20).sqrt();
  const queries = weights.shape[2];
  const later = (x: Tensor) => x.slice(2, 1, queries);
  const first = weights.slice(3, 0, 1).matmul(values.slice(2, 0, 1));
  const others = weights.matmul(values).sub(first);
  const [own, rest] = [length(first), length(others)];
  return { weight: later(weights.slice(3, 0, 1)).mean(), share: later(own.div(own.add(rest))).mean() };
}
