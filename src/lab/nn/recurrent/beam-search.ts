/**
 * Beam search over whatever says how likely each symbol is next: live hypotheses are ranked by log P, finished ones by a score.
 *
 * A step takes the `width` most likely continuations of all live hypotheses; those that end are finished. The search is over when nothing
 * alive can become better than the best finished one by any of the scores, when nothing is alive, or at the longest length.
 */

/** Rows of a decoder, and what each of them says of the next symbol. */
export interface BeamDecoder {
  /**
   * Row r goes on from row `parents[r]` of the call before and reads `symbols[r]`; at the first call there is one row, whose parent is 0.
   * Returns by row: log P of each symbol, and where its attention was, of sum 1.
   */
  step(
    symbols: readonly number[],
    parents: readonly number[],
  ): Promise<readonly { readonly logProbabilities: Float32Array; readonly attention: Float32Array }[]>;
}

export interface Hypothesis {
  /** The end included. */
  readonly symbols: readonly number[];
  readonly logProbability: number;
  /** Of each source position: the sum of its weights of attention so far. */
  readonly coverage: Float32Array;
  /** By symbol: the source position that had most of the attention. */
  readonly aligned: readonly number[];
}

export interface Scoring {
  of(finished: Hypothesis): number;
  /** No hypothesis that goes on from one of this log P can have more at the longest length. */
  best(logProbability: number, longest: number): number;
}

export interface BeamOptions {
  readonly width: number;
  readonly start: number;
  readonly end: number;
  /** Symbols of the longest hypothesis, its end included. */
  readonly longest: number;
  /** The first one decides; with more, the search goes on until none of them can find anything better. */
  readonly scorings: readonly [Scoring, ...Scoring[]];
  /** Drop symbols whose log P is lower by more than this than the step's likeliest, and what ends so much below the best. Default: nothing. */
  readonly margin?: number;
  /** Sees every step: what was read, what lives and what has ended in it. */
  readonly onStep?: (step: BeamStep) => void;
}

export interface BeamStep {
  readonly live: readonly Hypothesis[];
  readonly ended: readonly Hypothesis[];
}

export interface Found {
  /** In the order of the first scoring, the best first. Without any that ended: what lived longest, by log P. */
  readonly hypotheses: readonly Hypothesis[];
  /** Rows that were fed to the decoder: hypotheses expanded. */
  readonly expanded: number;
  readonly steps: number;
}

/** A hypothesis, and the row of the last call that it goes on from. */
interface Continued extends Hypothesis {
  readonly parent: number;
}

type Row = Awaited<ReturnType<BeamDecoder["step"]>>[number];

export async function beamSearch(decoder: BeamDecoder, options: BeamOptions): Promise<Found> {
  const { width, start, end, longest, scorings, margin = Infinity, onStep } = options;
  const finished: Hypothesis[] = [];
  const best = scorings.map(() => -Infinity);
  const canMatter = ({ logProbability }: Hypothesis) =>
    scorings.some((scoring, at) => scoring.best(logProbability, longest) > best[at]);
  let live: readonly Continued[] = [
    { symbols: [], logProbability: 0, coverage: new Float32Array(0), aligned: [], parent: 0 },
  ];
  let expanded = 0;
  let steps = 0;
  while (steps < longest && live.some(canMatter)) {
    const read = live.map(({ symbols }) => symbols.at(-1) ?? start);
    const rows = await decoder.step(read, live.map(({ parent }) => parent)); // prettier-ignore
    steps++;
    expanded += live.length;
    const taken = likeliest(live, rows, { width, margin });
    const ended = taken.filter(({ symbols }) => symbols.at(-1) === end);
    finished.push(...ended);
    for (const [at, scoring] of scorings.entries()) best[at] = Math.max(best[at], ...ended.map(scoring.of));
    live = taken.filter(({ symbols }) => symbols.at(-1) !== end);
    onStep?.({ live, ended });
  }
  const [{ of }] = scorings;
  const kept = finished.filter((hypothesis) => of(hypothesis) >= best[0] - margin);
  const hypotheses =
    kept.length > 0
      ? kept.toSorted((a, b) => of(b) - of(a))
      : live.toSorted((a, b) => b.logProbability - a.logProbability);
  return { hypotheses, expanded, steps };
}

/** The `width` likeliest continuations of all live hypotheses, the likeliest first. Of equals the earlier row and the lower symbol. */
function likeliest(
  live: readonly Hypothesis[],
  rows: readonly Row[],
  { width, margin }: { width: number; margin: number },
): Continued[] {
  const floor = Math.max(...rows.map(({ logProbabilities }) => Math.max(...logProbabilities))) - margin;
  const top: { parent: number; symbol: number; logProbability: number }[] = [];
  for (const [parent, { logProbabilities }] of rows.entries())
    for (const [symbol, logP] of logProbabilities.entries()) {
      const logProbability = live[parent].logProbability + logP;
      if (logP < floor || (top.length === width && logProbability <= top[width - 1].logProbability)) continue;
      const at = top.findIndex((other) => other.logProbability < logProbability);
      top.splice(at < 0 ? top.length : at, 0, { parent, symbol, logProbability });
      top.length = Math.min(top.length, width);
    }
  return top.map(({ parent, symbol, logProbability }) => {
    const { symbols, coverage, aligned } = live[parent];
    const { attention } = rows[parent];
    return {
      symbols: [...symbols, symbol],
      logProbability,
      coverage: attention.map((weight, at) => weight + (coverage[at] ?? 0)),
      aligned: [...aligned, attention.indexOf(Math.max(...attention))],
      parent,
    };
  });
}
