/** How far RMSNorm's output ever goes beyond the bound, over random tokens with an outlier. */
import { input, random, Scope } from "#engine";
import { openEvaluator } from "#lab/measure/evaluator";
import { rmsNorm } from "#lab/nn/norms";
import { rescaleBound } from "../method.ts";

const [rows, width] = [64, 32];

/** The largest excess of rms(RMSNorm(h)) over its bound, 0 if there is none; outliers up to a thousand times as large as the rest. */
export async function excessOverBound(seed: number): Promise<number> {
  const scope = new Scope();
  const y = rmsNorm(scope, input("h", [rows, width]));
  const evaluator = await openEvaluator({ rms: y.square().mean(-1).sqrt() });
  const draws = random(seed).stream("bound");
  let excess = 0;
  for (let trial = 0; trial < 20; trial++) {
    const h = draws.normal(rows * width);
    const gain = draws.normal(width);
    const factors = draws.uniform(rows);
    for (let row = 0; row < rows; row++) h[row * width] *= 1000 ** factors[row];
    const { rms } = await evaluator.run({ gain }, { h });
    const largest = Math.max(...gain.map(Math.abs));
    for (let row = 0; row < rows; row++) {
      const share = Math.abs(h[row * width]) / Math.hypot(...h.subarray(row * width, (row + 1) * width));
      excess = Math.max(excess, Number(rms.data[row]) - rescaleBound(share, Math.abs(gain[0]) / largest, largest));
    }
  }
  await evaluator.release();
  return excess;
}
