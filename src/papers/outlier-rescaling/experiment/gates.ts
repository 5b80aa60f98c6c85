/** Forms of the gate in the toy, each at its own rate, for a gain that is a sigmoid and for one that is not. */
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { gateGains } from "./arms.ts";
import { trainToy } from "./outliers.ts";
import type { OutlierLab, Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

export async function* gatesPart(
  lab: OutlierLab,
  { toy: { forms, gateSteps: steps } }: Settings,
): AsyncGenerator<LabEvent, void, void> {
  const logs = new Map<string, number>();
  for (const [index, form] of forms.entries()) {
    const learningRate = tunedLearningRate(tuning.gates, form.name);
    const errors: number[] = [];
    for (const [at, gain] of gateGains.entries()) {
      const done = (index + at / gateGains.length) / forms.length;
      const arm = { ...form, gain };
      const part = withProgressRange(lab, done, done + 1 / gateGains.length / forms.length);
      const end = yield* trainToy(part, arm, { steps, learningRate });
      errors.push(end?.error ?? NaN);
    }
    logs.set(form.name, mean(errors.map(Math.log)));
    yield lab.note(
      `gate, ${form.name}: error ${errors.map((error, at) => `${error.toFixed(5)} for the gain "${gateGains[at]}"`).join(", ")}`,
    );
  }
  const [ours, ...others] = logs.values();
  // A form that diverges is no rival.
  yield lab.measure("gate-form", Math.exp(ours - Math.min(...others.filter(Number.isFinite))));
}
