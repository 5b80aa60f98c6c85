/** The same token in batch after batch: what it becomes where each batch has its own statistic, and where one runs along. */
import { concat, input, random, type Scope, type Tensor } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { openForward } from "#lab/measure/forward";
import { deviation, mean } from "#lab/measure/statistics";
import { powerNorm, powerNormV } from "./method.ts";
import paper from "./paper.ts";

const channels = 8;
const batches = 60;

export default explore(paper, {
  intro:
    "One token of ones is put into every batch, among tokens whose size varies as it does in text. What comes out should be the same each time. Fewer tokens or a larger spread make a batch's own statistic a gamble.",
  inputs: {
    tokens: { kind: "number", label: "Tokens in a batch", base: 2, min: 1, max: 9, step: 1, default: 5 },
    spread: {
      kind: "number",
      label: "Spread of the tokens' size (std of its logarithm)",
      min: 0,
      max: 1.5,
      step: 0.1,
      default: 0.8,
    },
    keep: {
      kind: "number",
      label: "What the running statistic keeps in a step",
      min: 0,
      max: 0.99,
      step: 0.01,
      default: 0.9,
    },
  },
  charts: {
    "The same token in every batch": {
      x: { label: "Batch" },
      y: { label: "Mean of its channels after the norm" },
      caption: "The running statistic starts at 1, which is where it belongs here: the tokens' mean square is 1.",
    },
  },
  async compute({ tokens, spread, keep }) {
    const draw = random(1);
    const [sizes, values] = [draw.stream("sizes"), draw.stream("values")];
    const fed = Array.from({ length: batches }, () => {
      const size = sizes.normal(tokens).map((value) => Math.exp(spread * value - spread ** 2));
      return values.normal(tokens * channels).map((value, at) => value * size[Math.floor(at / channels)]);
    });
    const rows = concat([input("token", [1, channels]), input("x", [tokens, channels])], 0);
    const token = new Float32Array(channels).fill(1);
    const out = (y: Tensor) => y.at(0, 0).mean();
    const norms: Record<string, (at: Scope) => Record<string, Tensor>> = {
      "its own statistic (PN-V)": (at: Scope) => ({ y: out(powerNormV(at, rows, { keep })) }),
      "the running statistic (PN)": (at: Scope) => {
        const y = out(powerNorm(at, rows, { warmup: 0, groups: 0, keep }));
        return { y, next: at.states.find(({ name }) => name === "psi2")!.next as Tensor };
      },
    };
    const points: { chart: "The same token in every batch"; series: string; x: number; y: number }[] = [];
    for (const [series, build] of Object.entries(norms)) {
      const pass = await openForward(build, { mode: "training" });
      let psi2: Float32Array | null = null;
      for (const [index, x] of fed.entries()) {
        const seen = await pass.run({ x, token, ...(psi2 && { psi2 }) });
        points.push({ chart: "The same token in every batch", series, x: index + 1, y: seen.y[0] });
        if (seen.next) psi2 = Float32Array.from(seen.next);
      }
      await pass.release();
    }
    const varies = Object.keys(norms).map((series) => {
      const values = points.filter((point) => point.series === series).map(({ y }) => y);
      return inWords((100 * deviation(values)) / mean(values));
    });
    return {
      points,
      statement: `Over ${batches} batches of ${tokens} other tokens, the same token varies by ${varies[0]} % (standard deviation over mean) with the batch's own statistic, and by ${varies[1]} % with the running one.`,
    };
  },
});
