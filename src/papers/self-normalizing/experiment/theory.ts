/** What needs no net: the fixed point, the theorems on their grids, and the two pictures of the map. */
import type { LabEvent } from "#lab/kit/index";
import { layerMap, normalizedWeights, type Moments } from "../method.ts";
import { jacobianNorm, shareHeld, stableImage } from "./grid.ts";
import { reluMap } from "./other-maps.ts";
import type { SelfNormalizingLab, Settings } from "./settings.ts";

/** Moments layer by layer, the start first. */
export function path(start: Moments, layers: number): Moments[] {
  const moments = [start];
  for (let layer = 0; layer < layers; layer++) moments.push(layerMap(moments.at(-1)!));
  return moments;
}

/** From where the map is followed: beyond the domains of the theorems on all sides. */
const starts: readonly Moments[] = [
  { mean: 0, variance: 16 },
  { mean: -1, variance: 4 },
  { mean: 1, variance: 2 },
  { mean: 0, variance: 0.02 },
  { mean: -1, variance: 0.3 },
];

export async function* theoryPart(lab: SelfNormalizingLab, { side }: Settings): AsyncGenerator<LabEvent, void, void> {
  // Where the map leads, not where it should: the norm is taken at the point that it ends at.
  const end = path(starts[0], 200).at(-1)!;
  yield lab.measure("fixed-point", jacobianNorm(end), { exact: true });
  yield lab.note(
    `the map ends at mean ${end.mean.toExponential(1)} and variance 1 ${end.variance < 1 ? "-" : "+"} ${Math.abs(end.variance - 1).toExponential(1)}`,
  );
  yield lab.measure("domain-mapped", shareHeld("mapped", side), { exact: true });
  yield lab.progress(0.3, "the second theorem's grid");
  yield lab.measure("variance-upper", shareHeld("upper", side), { exact: true });
  yield lab.progress(0.5, "the third theorem's grid");
  yield lab.measure("variance-lower", shareHeld("lower", side), { exact: true });
  yield lab.progress(0.8, "other maps");
  const { mean, variance, stretch } = stableImage(7);
  const told = (range: readonly number[]) => range.map((value) => value.toFixed(5)).join(" to ");
  yield lab.note(
    `grids of ${side} values a side; the first domain is mapped to means ${told(mean)} and variances ${told(variance)}, and stretched by ${stretch.toFixed(3)} at most`,
  );
  const relu = (["mapped", "upper", "lower"] as const).map((name) => shareHeld(name, 7, reluMap));
  yield lab.note(`with ReLU in SELU's place the theorems hold at ${relu.join(", ")} of the points of coarser grids`);
  // Nothing below depends on the seed.
  if (lab.seed === 1) yield* pictures(lab);
}

function* pictures(lab: SelfNormalizingLab): Generator<LabEvent, void, void> {
  const across = Array.from({ length: 15 }, (_, at) => 0.02 * 800 ** (at / 14));
  for (const x of across) {
    const before = { mean: 0, variance: x };
    yield lab.point("Variance map", { series: "SELU", x, y: layerMap(before).variance });
    yield lab.point("Variance map", { series: "ReLU", x, y: reluMap(before, normalizedWeights).variance });
    yield lab.point("Variance map", { series: "unchanged", x, y: x });
  }
  for (const start of starts)
    for (const { mean: x, variance: y } of path(start, 12))
      yield lab.point("Mean and variance", { series: "the map", x, y });
}
