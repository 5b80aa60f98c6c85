/** Time of a forward pass with a gate of rank 16 behind every norm, against the same model without. */
import { initialize } from "#engine";
import type { CharacterText } from "#lab/datasets/moby-dick";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { inferenceArm, shownEstimate, timedPart, timeRatio, twinOf } from "#lab/measure/timing";
import { rmsNorm } from "#lab/nn/norms";
import { languageModelLoss, modelOf } from "#lab/training/language-model/index";
import { validationFeeds } from "#lab/training/text";
import { gatedNorm } from "../method.ts";
import { textArm, weightsOf } from "./arms.ts";
import type { OutlierLab, Settings } from "./settings.ts";

const norms = { GA: rmsNorm, GatedNorm: gatedNorm() } as const;

export async function* overheadPart(
  lab: OutlierLab,
  { timing: { widths, rounds } }: Settings,
  text: CharacterText,
): AsyncGenerator<LabEvent, void, void> {
  const { seed, device, threads } = lab;
  for (const [index, width] of widths.entries()) {
    const shape = { depth: 2, width, heads: 4, context: 64, batch: 4 };
    const set = { batch: shape.batch, batches: 1, length: shape.context, start: text.start };
    const [{ tokens }] = validationFeeds(text.validation, set);
    const forms = Object.entries(norms).map(([name, norm]) => ({
      name,
      arm: textArm("GA", 8 * Math.round(width / 3), norm),
    }));
    const arms = forms.map(({ name, arm }) => {
      const { scope, logits } = languageModelLoss(modelOf(arm, { text, shape }), { batch: 4, mode: "inference" });
      const parameters = initialize(scope, seed);
      return inferenceArm(name, { outputs: { logits }, feeds: { tokens }, parameters, device, threads });
    });
    const part = withProgressRange(lab, index / widths.length, (index + 1) / widths.length);
    const timings = yield* timedPart(part, arms, { baseline: "GA", rounds, runs: 6 }, `a width of ${width}`);
    const added = (name: string) => 100 * (timeRatio(timings, name, "GA").median - 1);
    if (index === widths.length - 1) yield lab.measure("overhead", added("GatedNorm"), { twin: added(twinOf("GA")) });
    const [plain, gated] = forms.map(({ arm }) => weightsOf(arm, { text, shape }));
    yield lab.note(
      `forward pass with gates of rank 16, width ${width}: ${shownEstimate(timeRatio(timings, "GatedNorm", "GA"), 3)} times without them; ${((100 * gated) / plain - 100).toFixed(1)} % more weights`,
    );
  }
}
