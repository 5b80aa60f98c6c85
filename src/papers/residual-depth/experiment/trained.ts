/** Towers trained on digits, shallow and deep, with the factor and with what others put in its place. */
import type { Mnist } from "#lab/datasets/mnist";
import type { LabEvent } from "#lab/kit/index";
import type { ClassifierScore } from "#lab/training/vision/index";
import { armNames, arms, modelOf, type ArmName } from "./arms.ts";
import { learningRateOf } from "./rates.ts";
import type { ResidualDepthLab, Settings } from "./settings.ts";
import { openTower } from "./training.ts";

/** A training that ends above this loss counts as diverged: ten classes at random are 2.303. */
const chance = 2.3;

export async function* trainedPart(
  lab: ResidualDepthLab,
  { trained, steps }: Settings,
  data: Mnist,
): AsyncGenerator<LabEvent, void, void> {
  const scores = new Map<string, ClassifierScore>();
  for (const [place, depth] of trained.entries())
    for (const [index, name] of armNames.entries()) {
      const started = (place + index / armNames.length) / trained.length;
      yield lab.progress(started, `${depth} blocks, ${name}: compiling`);
      const run = await openTower({
        model: modelOf(arms[name], depth),
        data,
        steps,
        learningRate: learningRateOf(name),
        ...{ seed: lab.seed, threads: lab.threads, device: lab.device },
      });
      try {
        let last = Infinity;
        for await (const { step, loss, diverged } of run.train()) {
          last = loss;
          if (diverged) yield lab.note(`${depth} blocks, ${name}: ${diverged}`);
          const done = step / steps / armNames.length / trained.length;
          yield lab.progress(started + done, `${depth} blocks, ${name}: step ${step}`);
        }
        const score = await run.test();
        scores.set(`${name} ${depth}`, score);
        if (last > chance)
          yield lab.note(`${depth} blocks, ${name}: diverged, its last loss is ${last.toPrecision(3)}`);
        yield lab.point("Accuracy by depth", { series: name, x: depth, y: 100 * score.accuracy });
      } finally {
        await run.release();
      }
    }
  const deepest = trained.at(-1)!;
  const points = (name: ArmName) => 100 * scores.get(`${name} ${deepest}`)!.accuracy;
  yield lab.measure("trains-without-norm", points("factor 1/sqrt n") - points("layer norm"));
  yield lab.measure("inverse-n-underfits", points("factor 1/n") - points("factor 1/sqrt n"));
  // The lesser of the two: the claim names both.
  yield lab.measure("explains-skipinit-fixup", Math.min(points("SkipInit"), points("Fixup-like")) - points("factor 1"));
  yield lab.note(
    `test loss at ${deepest} blocks: ${armNames.map((name) => `${name} ${scores.get(`${name} ${deepest}`)!.nats.toPrecision(3)}`).join(", ")}`,
  );
}
