/** One row of tokens with a stroke in it: where a token of it looks, in windows or without, by softmax and by sigmoid. */
import { constant, type Tensor } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { forward } from "#lab/measure/forward";
import { roll, windowingOf } from "#lab/nn/vision/windows";
import { onePass, sigmoidPass, softmaxPass, type PassWeights } from "./method.ts";
import paper from "./paper.ts";

const [heads, length, side] = [4, 12, 4];
/** Tokens 6 to 8 have ink. */
const ink = Array.from({ length }, (_, at) => (at >= 5 && at <= 7 ? 1 : 0));
const blocks: Record<string, number | null> = { unshifted: 1, shifted: 2, whole: null };

export default explore(paper, {
  intro:
    "A row of twelve tokens, three of them with ink, from the sixth on. Every token likes ink. In windows of four, a token far from the ink has none in its window: softmax must spend one unit there all the same, a sigmoid need not. The next block's windows are shifted, and reach across.",
  inputs: {
    token: { kind: "number", label: "Token that looks", min: 1, max: length, step: 1, default: 3 },
    block: {
      kind: "choice",
      label: "Windows",
      options: { unshifted: "of this block", shifted: "of the next block, shifted", whole: "none, as in RMT" },
      default: "unshifted",
    },
    liking: { kind: "number", label: "How much ink is liked", min: 0, max: 6, step: 0.5, default: 3 },
  },
  charts: {
    Weights: {
      x: { label: "Token of the row" },
      y: { label: "Weight, mean over four heads" },
      caption: "The width pass. Ink scores plus, paper minus what was chosen; each head fades at a rate of its own.",
    },
  },
  async compute({ token, block, liking }) {
    const shape = [1, heads, 1, length, 1];
    const q = constant(new Float32Array(heads * length).fill(1), { shape });
    const scores = Float32Array.from({ length: heads * length }, (_, at) => liking * (2 * ink[at % length] - 1));
    const k = constant(scores, { shape });
    // Values that are the tokens themselves give the weights.
    const basis = Float32Array.from({ length: length ** 2 }, (_, at) => Number(at % (length + 1) === 0));
    const values = constant(basis, { shape: [1, 1, 1, length, length] }).expand([1, heads, 1, length, length]);
    const own = blocks[block];
    const windowing = own === null ? { side: length, shift: 0 } : windowingOf(length, length, side, own);
    const rolled = (x: Tensor, by: number) => roll(x, 3, by);
    const weightsBy = (pass: PassWeights) => {
      const mix = onePass(rolled(q, -windowing.shift), rolled(k, -windowing.shift), windowing, pass);
      return rolled(mix(rolled(values, -windowing.shift)), windowing.shift)
        .mean(1)
        .at(3, token - 1);
    };
    const seen = await forward(() => ({ softmax: weightsBy(softmaxPass()), sigmoid: weightsBy(sigmoidPass()) }));
    const points = Object.entries(seen).flatMap(([series, weights]) =>
      weights.map((y, at) => ({ chart: "Weights" as const, series, x: at + 1, y })),
    );
    const sum = (weights: readonly number[], only = ink.map(() => 1)) =>
      weights.reduce((all, weight, at) => all + only[at] * weight, 0);
    return {
      points,
      statement: `Token ${token} spends ${inWords(sum(seen.softmax))} by softmax, ${inWords(sum(seen.softmax, ink))} of it on ink, and ${inWords(sum(seen.sigmoid))} by sigmoid, ${inWords(sum(seen.sigmoid, ink))} of it on ink.`,
    };
  },
});
