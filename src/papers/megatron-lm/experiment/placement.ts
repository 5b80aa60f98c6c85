/** Encoders with their layer norms after each block and at its input, at several depths. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { tunedLearningRate, type Tuned } from "#lab/training/tuning/index";
import { armName, encoderArms } from "./arms.ts";
import { openEncoder } from "./mlm.ts";
import type { MegatronLab, Settings } from "./settings.ts";

export async function* placementPart(
  lab: MegatronLab,
  { shape, depths, steps, validationBatches, every }: Settings["encoder"],
  table: readonly Tuned[],
): AsyncGenerator<LabEvent, void, void> {
  const { seed, device, threads } = lab;
  const text = await mobyDickCharacters();
  const losses = new Map<string, number>();
  const arms = encoderArms(depths);
  const total = arms.reduce((sum, { depth }) => sum + depth, 0);
  let done = 0;
  for (const { name, depth, placement } of arms) {
    const part = withProgressRange(lab, done / total, (done += depth) / total);
    yield part.progress(0, `${name}: compiling`);
    const run = await openEncoder({
      text,
      shape: { ...shape, depth },
      placement,
      learningRate: tunedLearningRate(table, name),
      seed,
      steps,
      validationBatches,
      device,
      threads,
    });
    try {
      let nats = NaN;
      for await (const { step, diverged } of run.train()) {
        if (diverged !== null) {
          nats = NaN;
          yield lab.note(`${name} diverged: ${diverged}`);
          break;
        }
        if (step === steps || step % every === 0) {
          nats = await run.validationLoss();
          yield lab.point("Placement", { series: name, x: step, y: nats });
        }
        yield part.progress(step / steps, `${name}: step ${step} of ${steps}`);
      }
      losses.set(name, nats);
      yield lab.point("Depth", { series: `norm ${placement}`, x: depth, y: nats });
    } finally {
      await run.release();
    }
  }
  const gap = (depth: number) =>
    losses.get(armName(depth, "at its input"))! - losses.get(armName(depth, "after the block"))!;
  const [shallow, deep] = [depths[0], depths.at(-1)!];
  yield lab.measure("ln-placement", gap(deep));
  yield lab.measure("ln-placement-grows", gap(deep) - gap(shallow));
  yield lab.note(
    `nats with the norm at the input less nats with it behind: ${depths.map((depth) => `${gap(depth).toFixed(3)} at ${depth} layers`).join(", ")}`,
  );
}
