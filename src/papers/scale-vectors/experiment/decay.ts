/** Weight decay of input gains and of output gains, everything else the same. */
import type { LabEvent } from "#lab/kit/index";
import { compareNorms } from "#lab/training/language-model/index";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { decayArms, strongDecay } from "./arms.ts";
import type { Bench, ScaleVectorsLab, Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

export async function* decayPart(
  lab: ScaleVectorsLab,
  { steps, validationBatches }: Settings,
  bench: Bench,
): AsyncGenerator<LabEvent, void, void> {
  const arms = decayArms(bench).map((arm) => ({ ...arm, learningRate: tunedLearningRate(tuning, arm.name) }));
  const results = yield* compareNorms(lab, arms, { ...bench, steps, validationBatches });
  const nats = Object.fromEntries(results.map(({ arm, validation }) => [arm.name, validation]));
  yield lab.measure("wd-input-good", nats["pre-norm: input gains decay"] - nats["pre-norm: none decay"]);
  yield lab.measure("wd-output-bad", nats["two-sided: output gains decay"] - nats["two-sided: none decay"]);
  yield lab.note(
    `with a decay of ${strongDecay}: ${results.map(({ arm, validation }) => `${arm.name} ${validation.toFixed(4)}`).join("; ")}`,
  );
}
