/** The forms of gains against each other; absorption in the trained models, and agreement of the branches on the way. */
import { relay, type LabEvent } from "#lab/kit/index";
import { compareNorms, type ArmResult } from "#lab/training/language-model/index";
import { tunedLearningRate } from "#lab/training/tuning/index";
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
  const every = Math.ceil(steps / 20);
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
          if (arm.name !== "baseline" || (step - 1) % Math.ceil(steps / 5) !== 0) return;
          for (const { pair, cosine } of await agreement.of(await trainer.snapshot()))
            yield lab.point("Branch agreement", { series: pair, x: step, y: cosine });
        },
      },
    );
    results = yield* relay(work, (event) => {
      if (event.type === "point" && event.chart === "Validation" && event.y !== null)
        curves.set(event.series, [...(curves.get(event.series) ?? []), [event.x, event.y]]);
      return [event];
    });
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
  yield* tokensPart(lab, curves);

  let max = 0;
  for (const { arm, weights, diverged } of results)
    if (diverged === null) max = Math.max(max, await absorptionGap(lab, bench, arm.name as FormName, weights));
  yield lab.measure("no-expressivity", max);
  const { gains, all } = gainShare();
  yield lab.measure("negligible-size", (100 * gains) / all, { exact: true });
  yield lab.note(`22 blocks of width 1792 with 32,000 tokens have ${gains} gains among ${all} parameters`);
}

/** Steps without gains over steps with them, to a loss that both reach: the higher of their two last ones. */
function* tokensPart(lab: ScaleVectorsLab, curves: ReadonlyMap<string, [number, number][]>): Generator<LabEvent> {
  const [withGains, without] = [curves.get("baseline") ?? [], curves.get("no scale") ?? []];
  const target = Math.max(withGains.at(-1)?.[1] ?? NaN, without.at(-1)?.[1] ?? NaN);
  const [needed, usual] = [without, withGains].map((curve) => stepsToReach(target, curve));
  yield lab.measure("token-efficiency", needed / usual);
  yield lab.note(
    `to ${target.toFixed(4)} nats per character: ${usual.toFixed(0)} steps with gains, ${needed.toFixed(0)} without`,
  );
}
