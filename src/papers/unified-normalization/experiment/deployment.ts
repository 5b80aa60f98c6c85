/** What folding is worth at inference: the same trained weights as programs with and without their norms. */
import { estimateMemory, input, Scope, type Parameters, type Tensor } from "#engine";
import { fixedWindows, windowsAt } from "#lab/datasets/batches";
import type { CharacterText } from "#lab/datasets/moby-dick";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { decomposedLayerNorm, layerNorm, noNorm } from "#lab/nn/norms";
import {
  foldedModel,
  foldLanguageModel,
  languageModel,
  modelOf,
  type Comparison,
  type LanguageModel,
} from "#lab/training/language-model/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { mean, median } from "#lab/measure/statistics";
import { inferenceArm, noiseFloor, saving, shownEstimate, timedPart, timeRatio, twinOf } from "#lab/measure/timing";
import { inferenceAffine, unifiedNorm } from "../method.ts";
import type { UnifiedLab } from "./settings.ts";

/** Sequences and characters of each. */
const sizes = [
  [1, 16],
  [1, 64],
  [16, 64],
] as const;

const fused = "LN, one operator";
const primitive = "LN, primitive operators";
const unfolded = "UN";
const folded = "UN, folded";

/** The folded weights of a model trained with unified normalization. */
export const foldUnified = (weights: Parameters, model: Pick<LanguageModel, "depth" | "vocabulary">): Parameters =>
  foldLanguageModel(weights, model, (norm) =>
    inferenceAffine({ gain: weights[`${norm}/gain`], bias: weights[`${norm}/bias`], v: weights[`${norm}/v`] }),
  );

/** Measures fidelity, live memory and latency. `trained`: final weights with layer norm and with unified normalization. */
export async function* deploymentPart(
  lab: UnifiedLab,
  { text, shape, rounds }: { text: CharacterText; shape: Comparison["shape"]; rounds: number },
  trained: { readonly ln: Parameters; readonly un: Parameters },
): AsyncGenerator<LabEvent, void, void> {
  const base = modelOf({ norm: noNorm }, { text, shape });
  const normed = (norm: LanguageModel["norm"]): LanguageModel => ({ ...base, norm, normAt: () => norm });
  const forms: Record<string, { model: LanguageModel; weights: Parameters }> = {
    [fused]: { model: normed((at, x) => layerNorm(at, x)), weights: trained.ln },
    [primitive]: { model: normed((at, x) => decomposedLayerNorm(at, x)), weights: trained.ln },
    [unfolded]: {
      model: normed((at, x) => unifiedNorm(at, x, { warmup: 0, filtration: false })),
      weights: trained.un,
    },
    [folded]: { model: foldedModel(base, noNorm), weights: foldUnified(trained.un, base) },
  };
  const logitsOf = (form: string, batch: number, length: number): { scope: Scope; logits: Tensor } => {
    const scope = new Scope({ mode: "inference" });
    return { scope, logits: languageModel(scope, input("tokens", [batch, length], "int32"), forms[form].model).logits };
  };
  const fits = sizes.map(([batch, length]) => [batch, Math.min(length, shape.context)] as const);
  const [batch, length] = fits.at(-1)!;
  const tokensOf = (batch: number, length: number) =>
    windowsAt(text.validation, fixedWindows(text.validation, { count: batch, length }), length).inputs;

  const outputs: Float32Array[] = [];
  for (const form of [unfolded, folded]) {
    const evaluator = await openEvaluator({ logits: logitsOf(form, batch, length).logits }, lab);
    const { logits } = await evaluator.run(forms[form].weights, { tokens: tokensOf(batch, length) });
    outputs.push(logits.data as Float32Array);
    await evaluator.release();
  }
  const largest = outputs[0].reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const apart = outputs[0].reduce((max, value, at) => Math.max(max, Math.abs(value - outputs[1][at])), 0);
  yield lab.measure("fuses-exactly", apart / largest);

  const live = (form: string) => {
    const { peak, fixed } = estimateMemory([logitsOf(form, batch, length).logits]);
    return peak - fixed;
  };
  yield lab.measure("memory-reduction", 100 * (1 - live(folded) / live(fused)), { exact: true });
  yield lab.note(
    `most bytes of activations alive at once, ${batch} x ${length} characters: ` +
      Object.keys(forms)
        .map((form) => `${form} ${live(form)}`)
        .join("; "),
  );

  const speedups: Record<string, number[]> = { [fused]: [], [primitive]: [] };
  const twins: Record<string, number[]> = { [fused]: [], [primitive]: [] };
  for (const [index, [batch, length]] of fits.entries()) {
    const arms = Object.entries(forms).map(([form, { weights }]) => {
      const { scope, logits } = logitsOf(form, batch, length);
      const parameters = Object.fromEntries(
        [...scope.parameters, ...scope.states]
          .filter(({ name }) => name in weights)
          .map(({ name }) => [name, weights[name]]),
      );
      const { device, threads } = lab;
      return inferenceArm(form, {
        outputs: { logits },
        feeds: { tokens: tokensOf(batch, length) },
        parameters,
        device,
        threads,
      });
    });
    const part = withProgressRange(lab, index / fits.length, (index + 1) / fits.length);
    const what = `${batch} x ${length} characters`;
    const times = yield* timedPart(part, arms, { baseline: fused, twins: [primitive], rounds, runs: 4 }, what);
    for (const form of Object.keys(forms))
      yield lab.point("Latency", { series: form, x: batch * length, y: median(times[form]) });
    const gain = (arm: string, over: string) => 100 * (1 / timeRatio(times, arm, over).median - 1);
    for (const form of [fused, primitive]) {
      speedups[form].push(gain(folded, form));
      twins[form].push(gain(twinOf(form), form));
    }
    yield lab.note(
      `${what}: folded is ${speedups[fused].at(-1)!.toFixed(1)} % faster than layer norm as one operator, ` +
        `${speedups[primitive].at(-1)!.toFixed(1)} % than in primitive operators; as folding leaves no norm, layer norm's ` +
        `share of the time, ${shownEstimate(saving(times, folded, fused))} % and ` +
        `${shownEstimate(saving(times, folded, primitive))} %, is all there is to save; ` +
        `the same program twice differs by up to ${noiseFloor(times, fused).toFixed(1)} %`,
    );
  }
  yield lab.measure("infer-speedup", mean(speedups[fused]), { twin: mean(twins[fused]) });
  yield lab.measure("infer-speedup-primitive", mean(speedups[primitive]), { twin: mean(twins[primitive]) });
}
