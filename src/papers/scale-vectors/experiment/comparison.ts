/** The forms of gains against each other; absorption in the trained models, and agreement of the branches on the way. */
import type { LabEvent } from "#lab/kit/index";
import { compareNorms, tunedLearningRate, type ArmResult } from "#lab/training/language-model/index";
import { openAgreement } from "./agreement.ts";
import { formArms, forms, type FormName } from "./arms.ts";
import { absorptionGap, gainShare } from "./exact.ts";
import paper from "../paper.ts";
import type { Bench, ScaleVectorsLab, Settings } from "./settings.ts";
import { stepsToReach } from "./tokens.ts";
import tuning from "./tuning.json" with { type: "json" };

const names = Object.keys(forms) as FormName[];
/** The stated effects, drawn beside the measured ones. */
const stated = { "no scale": paper.claims["removal-hurts"].stated, unified: paper.claims["unified-lower-loss"].stated };

export async function* formsPart(
  lab: ScaleVectorsLab,
  { steps, validationBatches, arms }: Settings,
  bench: Bench,
): AsyncGenerator<LabEvent, void, void> {
  const agreement = await openAgreement(lab, bench);
  const curves = new Map<string, [step: number, nats: number][]>();
  const every = Math.ceil(steps / 5);
  let results: ArmResult[] = [];
  try {
    const work = compareNorms(
      lab,
      formArms(bench, arms).map((arm) => ({ ...arm, learningRate: tunedLearningRate(tuning, arm.name) })),
      {
        ...bench,
        steps,
        validationBatches,
        curve: { chart: "Validation", every },
        async *watch({ arm, step, trainer }) {
          if (arm.name !== "baseline" || (step - 1) % every !== 0) return;
          for (const { pair, cosine } of await agreement.of(await trainer.snapshot()))
            yield lab.point("Branch agreement", { series: pair, x: step, y: cosine });
        },
      },
    );
    for (;;) {
      const { done, value } = await work.next();
      if (done) {
        results = value;
        break;
      }
      if (value.type === "point" && value.chart === "Validation" && value.y !== null)
        curves.set(value.series, [...(curves.get(value.series) ?? []), [value.x, value.y]]);
      yield value;
    }
    const baseline = results.find(({ arm }) => arm.name === "baseline")!;
    const last = await agreement.of(baseline.weights);
    for (const { pair, cosine } of last) yield lab.point("Branch agreement", { series: pair, x: steps, y: cosine });
    yield lab.note(
      `at the end the branches' parts of a shared gain's gradient have one sign in ${last.map(({ pair, signs }) => `${Math.round(100 * signs)} % of channels (${pair})`).join(", ")}`,
    );
  } finally {
    await agreement.release();
  }

  const nats = (name: FormName) => results.find(({ arm }) => arm.name === name)?.validation ?? NaN;
  const difference = (name: FormName) => nats(name) - nats("baseline");
  for (const [name, value] of Object.entries(stated))
    if (lab.seed === 1)
      yield lab.point("Difference", {
        series: `${name}, as stated`,
        x: Number(value),
        y: names.indexOf(name as FormName) + 1,
      });
  for (const { arm } of results.slice(1))
    yield lab.point("Difference", {
      series: arm.name,
      x: difference(arm.name as FormName),
      y: names.indexOf(arm.name as FormName) + 1,
    });
  yield lab.measure("removal-hurts", difference("no scale"));
  yield lab.measure("heterogeneity-helps", difference("HG"));
  yield lab.measure("placement-helps", difference("DP"));
  yield lab.measure("reparam-helps", difference("MD unit"));
  yield lab.measure("unified-lower-loss", difference("unified"));
  yield lab.note(
    `nats per character: ${results.map(({ arm, validation }) => `${arm.name} ${validation.toFixed(4)}`).join(", ")}`,
  );
  yield* tokensPart(lab, steps, curves);

  let max = 0;
  for (const { arm, weights, diverged } of results)
    if (diverged === null) max = Math.max(max, await absorptionGap(lab, bench, arm.name as FormName, weights));
  yield lab.measure("no-expressivity", max);
  const { gains, all } = gainShare();
  yield lab.measure("negligible-size", (100 * gains) / all, { exact: true });
  yield lab.note(`22 blocks of width 1792 with 32,000 tokens have ${gains} gains among ${all} parameters`);
}

/** Steps without gains to the loss that the baseline has after 80 % of the run, as a multiple of those. */
function* tokensPart(
  lab: ScaleVectorsLab,
  steps: number,
  curves: ReadonlyMap<string, [number, number][]>,
): Generator<LabEvent> {
  const [with_, without] = [curves.get("baseline") ?? [], curves.get("no scale") ?? []];
  const at = with_.find(([step]) => step >= 0.8 * steps);
  const needed = at ? stepsToReach(at[1], without) : NaN;
  const reached = Number.isFinite(needed);
  yield lab.measure("token-efficiency", at ? (reached ? needed : steps) / at[0] : NaN);
  if (at && !reached)
    yield lab.note(
      `without gains the loss of step ${at[0]} was not reached within ${steps} steps: the ratio is a lower bound`,
    );
}
