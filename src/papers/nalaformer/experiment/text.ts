/** The causal form in a character model: softmax, linear attention with ReLU features, and the method with and without its lengths. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import type { LabEvent } from "#lab/kit/index";
import { compareNorms } from "#lab/training/language-model/index";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { isDrawn, type NalaLab, type Settings } from "./settings.ts";
import { textArms } from "./text-arms.ts";
import tuning from "./tuning.json" with { type: "json" };

export async function* textPart(
  lab: NalaLab,
  { arms: which, text: settings }: Settings,
): AsyncGenerator<LabEvent, void, void> {
  const { shape, steps, validationBatches } = settings;
  const chosen = which === "all" ? textArms : textArms.filter(({ name }) => name === "ReLU" || name === "NaLa A");
  const arms = chosen.map((arm) => ({ ...arm, learningRate: tunedLearningRate(tuning.text, arm.name) }));
  const results = yield* compareNorms(lab, arms, {
    ...{ text: await mobyDickCharacters(), shape, steps, validationBatches },
    ...(isDrawn(lab) && { curve: { chart: "Validation" as const, every: Math.ceil(steps / 5) } }),
  });
  const nats = (name: string) => results.find(({ arm }) => arm.name === name)!.validation;
  yield lab.measure("text", nats("NaLa A") - nats("ReLU"));
  yield lab.note(
    `nats per character: ${results.map(({ arm, validation }) => `${arm.name} ${validation.toFixed(4)}`).join(", ")}`,
  );
}
