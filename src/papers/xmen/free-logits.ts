/**
 * What the loss of a mention asks for when the re-ranker could give any logits at all: its minimum over z, of scores s that a first stage gave.
 * Accelerated proximal gradient steps (Beck and Teboulle 2009), since the norm has a corner at z = s.
 */
import { gradient, input } from "#engine";
import { openEvaluator, type Evaluator } from "#lab/measure/evaluator";
import { rankLosses } from "./method.ts";

/** Scores of the first stage, the best first. */
export const scores = [0.95, 0.9, 0.85, 0.6, 0.55, 0.5, 0.4, 0.3] as const;

const rounds = 400;

/** The slope of the cross entropy at z, by the paper's own loss. */
function openSlope(): Promise<Evaluator> {
  const of = (name: string) => input(name, [1, scores.length]);
  const logits = of("logits");
  const loss = rankLosses(logits, of("priors"), of("labels"), { pull: 0 }).sum();
  return openEvaluator({ slope: gradient(loss, [logits])[0] }, { threads: 1, name: "slope of a mention" });
}

/** Opened once a page. */
let opened: Promise<Evaluator> | undefined;

const lengthOf = (vector: ArrayLike<number>): number => Math.hypot(...Array.from(vector));

async function slopeAt(z: Float32Array, right: number): Promise<Float32Array> {
  opened ??= openSlope();
  const labels = Float32Array.from(scores, (_, at) => Number(at === right));
  const { slope } = await (await opened).run({}, { logits: z, priors: Float32Array.from(scores), labels });
  return slope.data as Float32Array;
}

/** The pull from which on the first ranking itself is the minimum. */
export const largestPull = async (right: number): Promise<number> =>
  lengthOf(await slopeAt(Float32Array.from(scores), right));

/** Logits at the minimum, for a right candidate and a pull above 0. */
export async function freeLogits(right: number, pull: number): Promise<number[]> {
  let [z, ahead] = [Float32Array.from(scores), Float32Array.from(scores)];
  for (let round = 0, speed = 1; round < rounds; round++) {
    const slope = await slopeAt(ahead, right);
    const moved = ahead.map((value, at) => value - slope[at] - scores[at]);
    const kept = Math.max(0, 1 - pull / lengthOf(moved));
    const next = moved.map((value, at) => scores[at] + kept * value);
    const faster = (1 + Math.sqrt(1 + 4 * speed * speed)) / 2;
    ahead = next.map((value, at) => value + ((speed - 1) / faster) * (value - z[at]));
    [z, speed] = [next, faster];
  }
  return Array.from(z);
}
