/** What normalizing a gradient costs beside whitening it, on the matrices of one block. */
import { input, orthogonalized, random, whitened, type Tensor } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { inferenceArm, timedPart, timeRatio, twinOf } from "#lab/measure/timing";
import { sinkhorn, swan } from "../method.ts";
import type { MultiNormLab, Settings } from "./settings.ts";

const baseline = "SWAN, five iterations";

/** Directions of a step, from the gradient of a matrix [outputs, inputs]. The baseline is the cheaper way of whitening. */
const directions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  [baseline]: (x) => swan(x, { polar: (y) => orthogonalized(y) }),
  "SWAN, to convergence": (x) => swan(x, { polar: (y) => whitened(y, 20) }),
  "Muon's iterations alone": (x) => orthogonalized(x),
  "SinkGD, five rounds": (x) => sinkhorn(x),
  "SinkGD, one round": (x) => sinkhorn(x, 1),
};
export const timedNames = Object.keys(directions);

export async function* updatesPart(
  lab: MultiNormLab,
  { timed, timingRounds: rounds }: Settings,
): AsyncGenerator<LabEvent, void, void> {
  const { device, threads } = lab;
  const stream = random(lab.seed).stream("gradients");
  const name = (index: number) => `gradient ${index + 1}`;
  const feeds = Object.fromEntries(
    timed.map(([inputs, outputs], index) => [name(index), stream.normal(inputs * outputs)]),
  );
  const arms = Object.entries(directions).map(([arm, direction]) => {
    const outputs = timed.map(
      ([inputs, outputs], index) =>
        [`direction ${index + 1}`, direction(input(name(index), [outputs, inputs]))] as const,
    );
    return inferenceArm(arm, { outputs: Object.fromEntries(outputs), feeds, device, threads });
  });
  const timings = yield* timedPart(lab, arms, { baseline, rounds, runs: 10 }, "updates");
  const ratio = (arm: string) => timeRatio(timings, arm, baseline).median;
  yield lab.measure("cheaper-than-whitening", ratio("SinkGD, five rounds"), { twin: ratio(twinOf(baseline)) });
  for (const [at, arm] of timedNames.entries())
    yield lab.point("Update", { series: "Gradients of one block", x: ratio(arm), y: at + 1 });
}
