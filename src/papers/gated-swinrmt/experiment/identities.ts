/** What holds exactly, whatever the weights: a grid no larger than a window makes windows disappear. */
import { constant, evaluate, random } from "#engine";
import { windowingOf } from "#lab/nn/vision/windows";
import { softmaxPass, twoPasses } from "../method.ts";
import { windowSide } from "./settings.ts";

/** Largest difference between blocks 1 and 2 in windows, and both passes over the whole map, at random queries, keys and values. */
export async function windowDifference(side: number): Promise<number> {
  const shape = [2, 4, side, side, 8];
  const draw = (name: string) =>
    constant(
      random(1)
        .stream(name)
        .normal(shape.reduce((a, b) => a * b)),
      { shape },
    );
  const of = (block: number | null) => {
    const windowing = block === null ? null : windowingOf(side, side, windowSide, block);
    return twoPasses(draw("q"), draw("k"), windowing, softmaxPass())(draw("v"));
  };
  const whole = of(null);
  const differences = await Promise.all([1, 2].map((block) => evaluate(of(block).sub(whole).abs().max())));
  return Math.max(...differences.map(({ data }) => Number(data[0])));
}
