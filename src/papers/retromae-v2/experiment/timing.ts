/** How much of a step the decoders take, by the width of the encoder. */
import { adamW, Scope } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { noiseFloor, saving, shownEstimate, timedPart, trainingArm, twinOf } from "#lab/measure/timing";
import { armOf, type ArmName } from "./arms.ts";
import type { Data } from "./data.ts";
import { armFeeds, armLosses } from "./pretraining.ts";
import type { RetroLab, Settings } from "./settings.ts";

const nameOf = (arm: ArmName, width: number): string => `${arm} at width ${width}`;

export async function* timingPart(
  lab: RetroLab,
  data: Data,
  { widths, timedTexts, rounds }: Pick<Settings, "widths" | "timedTexts" | "rounds">,
): AsyncGenerator<LabEvent, void, void> {
  const { seed, threads, device } = lab;
  const arms = widths.flatMap((width) =>
    (["MLM", "DupMAE"] as const).map((name) => {
      const scope = new Scope({ mode: "training" });
      const { loss } = armLosses(scope, timedTexts, armOf(name), width);
      const feeds = armFeeds(data, seed, 0, timedTexts, armOf(name));
      return trainingArm(nameOf(name, width), {
        ...{ scope, loss, feeds, seed, threads, device, maxGradNorm: 1 },
        optimizer: adamW({ weightDecay: 0.01 }),
      });
    }),
  );
  const [narrow, wide] = [widths[0], widths.at(-1)!].map((width) => nameOf("DupMAE", width));
  const timings = yield* timedPart(
    lab,
    arms,
    { baseline: narrow, twins: wide === narrow ? [] : [wide], rounds },
    "a step",
  );
  /** The decoders' part of a step, in percent. */
  const share = (width: number) => saving(timings, nameOf("MLM", width), nameOf("DupMAE", width));
  const twin = (arm: string) => saving(timings, twinOf(arm), arm).median;
  yield lab.measure("small-decoding-cost", share(widths.at(-1)!).median - share(widths[0]).median, {
    twin: twin(wide) - twin(narrow),
  });
  if (lab.seed <= 3)
    for (const width of widths)
      yield lab.point("Share of a step", { series: "decoders of DupMAE", x: width, y: share(width).median });
  const shares = widths.map((width) => `${shownEstimate(share(width))} % at width ${width}`);
  yield lab.note(
    `the decoders' share of a step: ${shares.join(", ")}; the same step timed twice differs by up to ${Math.max(noiseFloor(timings, narrow), noiseFloor(timings, wide)).toFixed(1)} %`,
  );
}
