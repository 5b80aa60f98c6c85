/** The wide model: losses, saturation of the tanh, and the estimated second moment against the true one. */
import type { LabEvent } from "#lab/kit/index";
import { compareNorms, languageModel, type ArmResult } from "#lab/training/language-model/index";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { median, pearson } from "#lab/measure/statistics";
import { input, Scope } from "#engine";
import { armsFor, type ArmName, type BhytArm } from "./arms.ts";
import type { Bench, BhytLab, Settings } from "./settings.ts";
import { measurementsOf } from "./reductions.ts";
import { moments, saturation, type Moments } from "./sites.ts";
import tuning from "./tuning.json" with { type: "json" };

/** Points of the scatter per block: a glance, not a cloud. */
const scattered = 24;

/** Returns how each arm ended. */
export async function* qualityPart(
  lab: BhytLab,
  { wide: { steps }, validationBatches }: Settings,
  bench: Bench,
): AsyncGenerator<LabEvent, ArmResult[], void> {
  const arms = armsFor(bench, steps);
  const results = yield* compareNorms(
    lab,
    arms.map((arm) => ({ ...arm, learningRate: tunedLearningRate(tuning, `wide: ${arm.name}`) })),
    { ...bench, steps, validationBatches, curve: { chart: "Validation", every: Math.ceil(steps / 5) } },
  );
  const of = (name: ArmName) => results.find(({ arm }) => arm.name === name)!;
  const nats = (name: ArmName) => of(name).validation;
  yield lab.measure("quality-matches", nats("BHyT") - nats("RMSNorm"));
  yield lab.measure("approx-is-enough", nats("BHyT") - nats("BHyT, exact"));
  // The better of the two, so that DyT is not held against an input it starves on.
  const finite = [nats("DyT"), nats("DyT, scaled")].filter(Number.isFinite);
  yield lab.measure("dyt-fragile", (finite.length > 0 ? Math.min(...finite) : NaN) - nats("BHyT"));
  yield lab.note(
    `nats per character: ${results.map(({ arm, validation }) => `${arm.name} ${validation.toFixed(4)}`).join(", ")}`,
  );

  const shares: string[] = [];
  for (const name of ["BHyT", "BHyT, exact", "DyT", "DyT, scaled"] as const) {
    const share = await saturation(
      lab,
      arms.find((arm) => arm.name === name)!,
      bench,
      of(name).weights,
    );
    if (name === "BHyT") yield lab.measure("nonsaturating", 100 * share.within);
    shares.push(`${name} ${(100 * share.saturated).toFixed(2)} %`);
  }
  yield lab.note(
    `entries whose tanh is beyond 0.9: ${shares.join(", ")}; where the size is measured, ${bench.shape.width} features cannot exceed lambda at all`,
  );
  yield* estimatePart(
    lab,
    bench,
    arms.find(({ name }) => name === "BHyT")!,
    of("BHyT"),
  );

  const block = (name: ArmName) => perBlock(arms.find((arm) => arm.name === name)!);
  yield lab.measure("one-statistic", block("BHyT"), { exact: true });
  yield lab.note(`means of squares per block: BHyT ${block("BHyT")}, RMSNorm ${block("RMSNorm")}`);
  return results;
}

/** How good the estimate is, by block and by position. */
async function* estimatePart(
  lab: BhytLab,
  bench: Bench,
  arm: BhytArm,
  { weights, diverged }: ArmResult,
): AsyncGenerator<LabEvent, void, void> {
  if (diverged !== null) return;
  const seen = await moments(lab, arm, bench, weights);
  const { context } = bench.shape;
  for (const { estimated, measured } of seen)
    for (let point = 0; point < scattered; point++) {
      const at = Math.floor((point * (estimated.length - 1)) / (scattered - 1));
      yield lab.point("True and estimated second moment", {
        series: stretchOf(at % context, context),
        x: estimated[at],
        y: measured[at],
      });
    }
  const ratio = ({ estimated, measured }: Moments, among: (position: number) => boolean = () => true) =>
    median(
      Array.from(measured, (value, at) => (among(at % context) ? value / estimated[at] : NaN)).filter(Number.isFinite),
    );
  yield lab.note(
    `true over estimated second moment, median and Pearson's r: ${seen
      .map(
        (block) =>
          `block ${block.block} ${ratio(block).toFixed(2)}, r ${pearson(block.estimated, block.measured).toFixed(3)}`,
      )
      .join("; ")}`,
  );
  const byPosition = positions(context).map(({ name, has }) => {
    const ratios = seen.map((block) => ratio(block, has));
    return `${name} ${(ratios.reduce((sum, value) => sum + value, 0) / ratios.length).toFixed(2)}`;
  });
  yield lab.note(`the same by position, mean over the blocks: ${byPosition.join(", ")}`);
}

const positions = (context: number) => {
  const [early, middle] = [Math.ceil(context / 16), Math.ceil(context / 4)];
  return [
    { name: `positions 1 to ${early}`, has: (at: number) => at < early },
    { name: `${early + 1} to ${middle}`, has: (at: number) => at >= early && at < middle },
    { name: `${middle + 1} to ${context}`, has: (at: number) => at >= middle },
  ];
};
const stretchOf = (at: number, context: number) => positions(context).find(({ has }) => has(at))!.name;

/** Reductions of one block at inference: those of two blocks minus those of one. */
function perBlock(arm: BhytArm): number {
  const count = (depth: number) => {
    const scope = new Scope({ mode: "inference" });
    const model = { vocabulary: 11, context: 4, depth, width: 8, heads: 2, norm: arm.norm, ...arm.model };
    return measurementsOf(languageModel(scope, input("tokens", [1, 4], "int32"), model).logits);
  };
  return count(2) - count(1);
}
