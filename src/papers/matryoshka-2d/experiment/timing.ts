/** How long a text takes at each exit on this machine. */
import { initialize, input, Scope } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { inferenceArm, shownEstimate, timedPart, timeRatio, twinOf } from "#lab/measure/timing";
import { median } from "#lab/measure/statistics";
import { encoder, pool, unitRows } from "#lab/training/encoder/index";
import type { Exit } from "../method.ts";
import type { MatryoshkaLab, Settings } from "./settings.ts";
import { extent, full, length, modelOf, sizes, vocabulary } from "./sizes.ts";

const texts = 64;
const quarter = { layer: full.layer, size: extent.width / 4 };
const half = { layer: full.layer / 2, size: full.size };
const nameOf = ({ layer, size }: Exit): string => `${layer} layers, size ${size}`;

/** All layers at two sizes, and fewer layers at the full one: programs that have no layer above their exit. */
function arms({ threads, device }: Pick<MatryoshkaLab, "threads" | "device">) {
  const exits = [quarter, ...Array.from({ length: extent.depth }, (_, at) => ({ layer: at + 1, size: full.size }))];
  return exits.map((exit) => {
    const scope = new Scope({ mode: "inference" });
    const tokens = input("tokens", [texts, length], "int32");
    const { layers, real } = encoder(scope, tokens, modelOf(exit.layer, vocabulary.size));
    const vectors = unitRows(pool(layers[exit.layer], real).slice(1, 0, exit.size));
    return inferenceArm(nameOf(exit), {
      ...{ outputs: { vectors }, parameters: initialize(scope, 1), threads, device },
      feeds: { tokens: new Int32Array(texts * length).map((_, at) => 1 + (at % (vocabulary.size - 1))) },
    });
  });
}

export async function* timingPart(
  lab: MatryoshkaLab,
  { rounds }: Pick<Settings, "rounds">,
): AsyncGenerator<LabEvent, void, void> {
  const plan = { baseline: nameOf(quarter), rounds };
  const timings = yield* timedPart(lab, arms(lab), plan, "texts at several exits");
  const ratio = (exit: string) => timeRatio(timings, exit, nameOf(quarter));
  yield lab.measure("depth-dominates", ratio(nameOf(half)).median, { twin: ratio(twinOf(nameOf(quarter))).median });
  for (let layer = 1; layer <= extent.depth; layer++)
    yield lab.point("Time", {
      ...{ series: `size ${full.size}`, x: layer },
      y: median(timings[nameOf({ layer, size: full.size })]) / texts,
    });
  yield lab.point("Time", {
    series: `size ${quarter.size}`,
    x: quarter.layer,
    y: median(timings[nameOf(quarter)]) / texts,
  });
  yield lab.note(
    `time against all layers at a size of ${quarter.size}: half of the layers at ${full.size} ${shownEstimate(ratio(nameOf(half)), 2)}, ` +
      `all layers at ${full.size} ${shownEstimate(ratio(nameOf(full)), 2)}; sizes ${sizes.join(", ")} differ in a slice alone`,
  );
}
