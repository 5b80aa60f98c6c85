/** The language model in six bits: how many of the next characters it gets right, against floats. */
import { input } from "#engine";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import type { LabEvent } from "#lab/kit/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { compareNorms, languageModelLoss, modelOf } from "#lab/training/language-model/index";
import { evaluateMeans } from "#lab/training/open-training";
import { validationFeeds } from "#lab/training/text";
import { languageArms, nameOf, shiftQuantIn } from "./arms.ts";
import { comparisonOf, modelArm, shape } from "./language-model.ts";
import { rateOf } from "./rates.ts";
import type { Settings, ShiftQuantLab } from "./settings.ts";

export async function* languagePart(
  lab: ShiftQuantLab,
  { steps: { language: steps }, depth, textBatches: batches }: Settings,
): AsyncGenerator<LabEvent, void, void> {
  const text = await mobyDickCharacters();
  const arms = languageArms.map((arm) => ({ ...modelArm(arm, depth), learningRate: rateOf("language", arm) }));
  const comparison = { ...comparisonOf(text, steps, depth), turn: 10, validationBatches: batches };
  const results = yield* compareNorms(lab, arms, comparison);
  const accuracy: Record<string, number> = {};
  for (const { arm, weights, validation } of results) {
    const { batch, context: length } = shape;
    const { logits } = languageModelLoss(modelOf(arm, comparison), { batch, mode: "inference" });
    const targets = input("targets", [batch, length], "int32");
    const right = logits.argmax(2).squeeze(2).equal(targets).cast("float32").mean();
    const evaluator = await openEvaluator({ right }, { device: lab.device, threads: lab.threads });
    const set = validationFeeds(text.validation, { batch, batches, length });
    try {
      accuracy[arm.name] = 100 * (await evaluateMeans(evaluator, weights, set)).right;
    } finally {
      await evaluator.release();
    }
    yield lab.note(
      `language model, ${arm.name}: ${accuracy[arm.name].toFixed(2)} % of the next characters, ${validation.toFixed(4)} nats`,
    );
  }
  const ours = nameOf(shiftQuantIn(6));
  yield lab.measure("acc-transformer-6bit", accuracy[nameOf(null)] - accuracy[ours]);
}
