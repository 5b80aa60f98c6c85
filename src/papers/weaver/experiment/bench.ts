/** Answers that are right or wrong, and verifiers that are weak, uneven, on scales of their own, and in one case err together. */
import type { Stream } from "#engine";

export interface Bench {
  readonly queries: number;
  readonly candidates: number;
  /** 1 for a right answer, in rows of `candidates` a query. */
  readonly truth: Uint8Array;
  /** Raw scores, a column for each verifier. */
  readonly scores: readonly Float64Array[];
}

export interface Verifier {
  /** How far the scores of right answers lie above those of wrong ones, in standard deviations of its noise. */
  readonly separation: number;
  readonly scale: number;
  readonly bias: number;
}

const qualities = [0.95, 0.8, 0.6, 0.52, 0.5] as const;
const shares = [0.1, 0.2, 0.3, 0.25, 0.15] as const;

/** Verifiers of mixed quality: a few good, most of them hardly better than chance. */
export function drawVerifiers(stream: Stream, count: number): Verifier[] {
  return Array.from({ length: count }, () => {
    let [left, at] = [stream.uniform(1)[0], 0];
    while (at < shares.length - 1 && left >= shares[at]) left -= shares[at++];
    const [log, bias] = stream.normal(2);
    return { separation: 1.5 * 2.2 * (qualities[at] - 0.5), scale: Math.exp(log), bias };
  });
}

/** The verdicts of a judge that says yes to nearly every answer, or to nearly none, right or wrong: 0 or 1, a scale that needs no change. */
export const constantVerdicts = (stream: Stream, rows: number, at: number): Float64Array =>
  Float64Array.from(stream.uniform(rows), (draw) => Number(draw < (at % 2 === 0 ? 0.97 : 0.03)));

/** Beta(1.2, 1.2), by the ratio of gammas; two queries differ in how hard they are. */
function difficulty(stream: Stream): number {
  const gamma = (shape: number): number => {
    // Marsaglia and Tsang 2000.
    const d = shape - 1 / 3;
    for (;;) {
      const [x] = stream.normal(1);
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(stream.uniform(1)[0]) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  const [a, b] = [gamma(1.2), gamma(1.2)];
  return a / (a + b);
}

/** @param together of the noise of the first eight verifiers, the share that they have in common. */
export function drawBench(
  stream: Stream,
  verifiers: readonly Verifier[],
  { queries, candidates, together }: { queries: number; candidates: number; together: number },
): Bench {
  const rows = queries * candidates;
  const truth = new Uint8Array(rows);
  for (let query = 0; query < queries; query++) {
    const share = difficulty(stream);
    stream.uniform(candidates).forEach((draw, at) => (truth[query * candidates + at] = Number(draw < share)));
  }
  const common = stream.normal(rows);
  const scores = verifiers.map(({ separation, scale, bias }, v) => {
    const own = stream.normal(rows);
    const shared = v < 8 ? together : 0;
    return Float64Array.from(own, (noise, row) => {
      const error = Math.sqrt(1 - shared) * noise + Math.sqrt(shared) * common[row];
      return scale * (separation * truth[row] + error + bias);
    });
  });
  return { queries, candidates, truth, scores };
}
