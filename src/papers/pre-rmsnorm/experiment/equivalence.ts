/** Part A: a pre-LN model and its recentred form train side by side; then the former is converted, and all forms are compared. */
import type { Parameters } from "#engine";
import { fixedWindows, windowsAt } from "#lab/datasets/batches";
import { mobyDickCharacters, type CharacterText } from "#lab/datasets/moby-dick";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { decomposedLayerNorm, layerNorm } from "#lab/nn/norms";
import { openLanguageModel, recipe, type LanguageModel } from "#lab/training/language-model/index";
import { continueText, difference, look, type Form } from "./forms.ts";
import { likeLayerNorm, preCrms, preRms, toPreCrms, toPreRms, trainable } from "../method.ts";
import type { PreRmsLab, Settings } from "./settings.ts";

/** Of all runs: they are one run in different forms, so there is nothing to tune between them. */
const learningRate = 2e-3;

/** Steps over which rounding has not yet grown into a difference of its own. */
const lockstep = 20;

/** Logits that differ by less count as the same. */
const sameLogits = 2e-4;

const floatEpsilon = 2 ** -23;

export async function* equivalencePart(
  lab: PreRmsLab,
  { model: { batch, ...shape }, equivalence }: Settings,
): AsyncGenerator<LabEvent, void, void> {
  const text = await mobyDickCharacters();
  const model: LanguageModel = {
    ...shape,
    vocabulary: text.vocabulary.size,
    norm: (at, x) => decomposedLayerNorm(at, x),
  };
  const weights = yield* trainForms(withProgressRange(lab, 0, 0.85), model, text, batch, equivalence);
  yield lab.progress(0.85, "converting the trained model");
  yield* compareForms(lab, model, weights, text, batch, equivalence);
}

/** Trains all forms in step, on the same batches; returns the weights of the pre-LN model. */
async function* trainForms(
  lab: PreRmsLab,
  model: LanguageModel,
  text: CharacterText,
  batch: number,
  { steps, controlSteps, validationBatches }: Settings["equivalence"],
): AsyncGenerator<LabEvent, Parameters, void> {
  const forms = [
    { name: "Pre-LN", model, steps },
    { name: "Pre-RMSNorm, recentred", model: trainable(model), steps },
    // How far two programs for the very same model drift apart through rounding, ...
    { name: "Pre-LN, the runtime's operator", model: { ...model, norm: fusedNorm }, steps: controlSteps },
    // ... and what happens without recentring.
    { name: "RMSNorm, not recentred", model: { ...model, norm: likeLayerNorm }, steps: controlSteps },
  ];
  const { seed, device, threads } = lab;
  const plan = {
    text,
    batch,
    steps,
    seed,
    maxGradNorm: 1,
    validationBatches,
    device,
    threads,
    ...recipe({ learningRate }, steps),
  };
  const runs: Awaited<ReturnType<typeof openLanguageModel>>[] = [];
  try {
    for (const form of forms) {
      yield lab.progress(0, `${form.name}: compiling`);
      runs.push(await openLanguageModel({ ...plan, model: form.model }));
    }
    const trainings = runs.map((run) => run.train());
    let furthest = 0;
    for (let step = 1; step <= steps; step++) {
      const losses: number[] = [];
      for (const [at, form] of forms.entries()) {
        if (step > form.steps) continue;
        const { value } = await trainings[at].next();
        if (!value || value.diverged) throw new Error(`${form.name}: ${value?.diverged ?? "training ended early"}`);
        losses.push(value.loss);
        const series = form.name;
        if (at < 2 && (step % 5 === 0 || step === 1))
          yield lab.point("Training side by side", { series, x: step, y: value.loss });
        // A difference of exactly zero has no place on a logarithmic axis.
        const difference = Math.abs(value.loss - losses[0]);
        if (at > 0 && difference > 0) yield lab.point("Difference in training", { series, x: step, y: difference });
      }
      if (step <= lockstep) furthest = Math.max(furthest, Math.abs(losses[1] - losses[0]));
      yield lab.progress(step / steps, `training side by side, step ${step} of ${steps}`);
    }
    yield lab.measure("equivalent-training", furthest);
    const [ln, ours] = [await runs[0].validationLoss(), await runs[1].validationLoss()];
    yield lab.measure("rms-not-weaker", ours - ln);
    yield lab.note(
      `validation loss after ${steps} steps: Pre-LN ${ln.toFixed(5)}, Pre-RMSNorm recentred ${ours.toFixed(5)} nats`,
    );
    return await runs[0].trainer.snapshot();
  } finally {
    for (const run of runs) await run.release();
  }
}

const fusedNorm: LanguageModel["norm"] = (at, x) => layerNorm(at, x);

async function* compareForms(
  lab: PreRmsLab,
  model: LanguageModel,
  weights: Parameters,
  text: CharacterText,
  batch: number,
  { validationBatches, continuation }: Settings["equivalence"],
): AsyncGenerator<LabEvent, void, void> {
  const inRms = toPreRms(weights, model);
  const reference: Form = { name: "Pre-LN", model, weights };
  const forms: Form[] = [
    { name: "Pre-RMSNorm", model: preRms(model), weights: inRms },
    { name: "Pre-CRMSNorm", model: preCrms(model), weights: toPreCrms(inRms, model) },
    { name: "RMSNorm put in, nothing recentred", model: { ...model, norm: likeLayerNorm }, weights },
  ];
  const windows = windowsOf(text, { batch, batches: validationBatches, length: model.context });
  const ln = await look(reference, windows, batch, lab);
  const largest = ln.logits.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const parts = [`Pre-LN: perplexity ${Math.exp(ln.nats).toFixed(5)}`];
  const spread: Record<string, number> = {};
  for (const form of forms) {
    const found = await look(form, windows, batch, lab);
    const { byPosition, mean, sameChoice } = difference(ln.logits, found.logits, model);
    spread[form.name] = Math.max(...byPosition);
    for (const [position, y] of byPosition.entries())
      yield lab.point("Same logits", { series: form.name, x: position + 1, y });
    parts.push(
      `${form.name}: perplexity ${Math.exp(found.nats).toFixed(5)}, same most likely character for ` +
        `${(100 * sameChoice).toFixed(3)} %, logits differ by ${mean.toExponential(1)} on average, ` +
        `${spread[form.name].toExponential(1)} at most`,
    );
    if (form.name === "Pre-RMSNorm") {
      for (const [depth, y] of found.drift.entries())
        yield lab.point("Mean of the stream", { series: form.name, x: depth, y });
      yield lab.measure("lossless-compression", found.loss);
    }
  }
  for (const x of [1, model.context])
    yield lab.point("Same logits", { series: "float32 epsilon of the largest logit", x, y: largest * floatEpsilon });
  for (const [depth, y] of ln.drift.entries()) yield lab.point("Mean of the stream", { series: "Pre-LN", x: depth, y });
  yield lab.measure("equivalent-inference", spread["Pre-RMSNorm"]);
  yield lab.measure("equivalent-inference-crms", spread["Pre-CRMSNorm"]);
  // Weights went in and weights came out: if the logits agree, no step was needed; if not, none of ours would count.
  const agrees = spread["Pre-RMSNorm"] <= sameLogits && spread["Pre-CRMSNorm"] <= sameLogits;
  yield lab.measure("conversion-free", agrees ? 0 : NaN);
  yield lab.note(`${parts.join("; ")} (largest logit ${largest.toFixed(1)})`);

  const start = text.validation.subarray(0, model.context);
  const continued: string[] = [];
  for (const form of [reference, ...forms.slice(0, 2)])
    continued.push(text.vocabulary.decode(await continueText(form, start, continuation, lab)));
  const alike = continued.every((other) => other === continued[0]);
  yield lab.note(
    `${JSON.stringify(text.vocabulary.decode(start).slice(-24))} goes on ${JSON.stringify(continued[0])}: ` +
      (alike ? "the same in all three forms" : `in the other forms ${JSON.stringify(continued.slice(1))}`),
  );
}

const windowsOf = (
  { validation }: CharacterText,
  { batch, batches, length }: { batch: number; batches: number; length: number },
) => {
  const places = fixedWindows(validation, { count: batch * batches, length });
  return Array.from({ length: batches }, (_, at) =>
    windowsAt(validation, places.subarray(at * batch, (at + 1) * batch), length),
  );
};
