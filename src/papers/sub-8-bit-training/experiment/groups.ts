/** How close ShiftQuant's groups come to the best, on gradients of training, and whether shifting is the same as rearranging. */
import { random } from "#engine";
import type { Mnist } from "#lab/datasets/mnist";
import type { LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { largestCode } from "#lab/nn/low-precision/codes";
import { groupsOf } from "./arms.ts";
import { bits, capture, groupCounts, type Captured } from "./capture.ts";
import { matrixError, optimalRanges } from "./optimum.ts";
import { pictures, rangesOf } from "./pictures.ts";
import { rearrangedSums } from "./rearranged.ts";
import type { Settings, ShiftQuantLab } from "./settings.ts";
import type { Snapshots } from "./training.ts";

/** The number of groups that the claim names. */
const claimed = 4;
/** Every so many channels are drawn. */
const drawnEvery = 8;

const geometric = (values: readonly number[]) => Math.exp(mean(values.map(Math.log)));

/** Largest range of each channel's group, groups being neighbours by place. */
const byPlace = (ranges: readonly number[], groups: number): number[] =>
  ranges.map((_, c) => {
    const group = (at: number) => Math.floor((at * groups) / ranges.length);
    return Math.max(...ranges.filter((_, other) => group(other) === group(c)));
  });

/** Scales of each channel's group by how the groups were found, and of the channel alone. */
export function scalesBy(captured: Captured, groups: number) {
  const ranges = rangesOf(captured.gradient, captured.scales[0].length);
  const step = (all: readonly number[]) => all.map((range) => range / largestCode(bits));
  return {
    ShiftQuant: captured.scales[groups - 1],
    "best groups": step(optimalRanges(ranges, groups)),
    "groups by place": step(byPlace(ranges, groups)),
    "own scales": step(ranges),
  };
}

export async function* groupsPart(
  lab: ShiftQuantLab,
  { hidden }: Settings,
  data: Mnist,
  snapshots: Snapshots,
): AsyncGenerator<LabEvent, void, void> {
  yield lab.progress(0, "gradients: compiling");
  const all = (await capture(lab, hidden, data, snapshots)).flat();
  for (const groups of groupCounts) {
    const errors = all.map((captured) => {
      const scales = scalesBy(captured, groups);
      const error = (name: keyof typeof scales) => matrixError(captured.gradient, scales[name]);
      const [shift, best, place, own] = [
        error("ShiftQuant"),
        error("best groups"),
        error("groups by place"),
        error("own scales"),
      ];
      return { ShiftQuant: shift / own, "best groups": best / own, "groups by place": place / own };
    });
    const ratio = (name: keyof (typeof errors)[number]) => geometric(errors.map((each) => each[name]));
    for (const name of ["ShiftQuant", "best groups", "groups by place"] as const)
      yield lab.point("Error by groups", { series: name, x: groups, y: ratio(name) });
    if (groups === claimed) yield lab.measure("near-optimal-groups", ratio("ShiftQuant") / ratio("best groups"));
    yield lab.progress(groups / groupCounts.length, `gradients: ${groups} groups`);
  }
  const last = all.at(-1)!;
  yield lab.measure("no-rearrangement", Math.max(...all.map(distance)), { exact: true });
  yield* drawn(lab, last);
}

const distance = (captured: Captured): number =>
  rearrangedSums(captured, groupsOf(bits)).reduce(
    (most, sum, at) => Math.max(most, Math.abs(sum - captured.sums[at])),
    0,
  );

/** The gradient of the last hidden layer at the end of training, as each way of grouping leaves it. */
function* drawn(lab: ShiftQuantLab, captured: Captured): Generator<LabEvent> {
  const { gradient } = captured;
  const { ShiftQuant, "best groups": best } = scalesBy(captured, claimed);
  const scales = { "one scale": scalesBy(captured, 1).ShiftQuant, ShiftQuant, "best groups": best };
  const noise = random(lab.seed).stream("histogram").uniform(gradient.length);
  for (const { chart, ...point } of pictures({ gradient, bits, scales, noise, every: drawnEvery }))
    yield lab.point(chart, point);
}
