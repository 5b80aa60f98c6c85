/** Trains the arms: those of one depth share a program, and what a step minimizes is fed. */
import { adamW, input, warmupCosine, type Parameters } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { contrastiveLoss, openEncoderTraining, type EncoderTraining } from "#lab/training/encoder/index";
import { train } from "#lab/training/training";
import { elasticLoss, objectiveFeeds } from "../method.ts";
import { arms, depthOf, exitsOfAStep, type Arm, type ArmName } from "./arms.ts";
import type { Data } from "./data.ts";
import type { MatryoshkaLab, Settings } from "./settings.ts";
import { extent, modelOf, temperature } from "./sizes.ts";

/** The tensors of an objective, to be fed. */
const objectiveInputs = (depth: number) => ({
  selectors: input("selectors", [exitsOfAStep, depth]),
  masks: input("masks", [exitsOfAStep, extent.width]),
  weights: input("weights", [exitsOfAStep]),
  aligned: input("aligned", [depth]),
  alignment: input("alignment", []),
});

export interface Programs {
  of(depth: number): Promise<EncoderTraining>;
  release(): Promise<void>;
}

export type TrainSettings = Pick<Settings, "steps" | "batch">;

/** Programs of one run by depth, each compiled when it is first asked for. */
export function openPrograms(
  { seed, device, threads }: Pick<MatryoshkaLab, "seed" | "device" | "threads">,
  data: Data,
  { steps, batch }: TrainSettings,
): Programs {
  const opened = new Map<number, Promise<EncoderTraining>>();
  const open = (depth: number) =>
    openEncoderTraining({
      ...{ data, batch, steps, seed, device, threads },
      model: modelOf(depth, data.vocabulary),
      loss: ({ same, ...pairs }) =>
        elasticLoss(pairs, objectiveInputs(depth), {
          loss: (queries, passages) => contrastiveLoss(queries, passages, { temperature, ignored: same }),
        }),
      optimizer: adamW({ weightDecay: 0.01 }),
      learningRate: () => 0,
    });
  return {
    of(depth) {
      const program = opened.get(depth) ?? open(depth);
      opened.set(depth, program);
      return program;
    },
    async release() {
      for (const program of opened.values()) await (await program).release();
    },
  };
}

/** Trains an arm from the first weights of the seed, where it is trained at all. Returns its weights; null where it diverged. */
export async function* trainArm(
  lab: MatryoshkaLab,
  programs: Programs,
  { name, learningRate, settings }: { name: ArmName; learningRate: number; settings: TrainSettings },
): AsyncGenerator<LabEvent, Parameters | null, void> {
  const { steps, batch } = settings;
  const { objective, untrained }: Arm = arms[name];
  const depth = depthOf(name);
  const { trainer, pairsAt } = await programs.of(depth);
  await trainer.restart();
  if (untrained) return trainer.snapshot();
  const feeds = (step: number) => ({
    ...pairsAt(step),
    ...objectiveFeeds(objective(lab.seed, step), { ...extent, depth }, exitsOfAStep),
  });
  const schedule = warmupCosine({ peak: learningRate, warmup: Math.ceil(steps / 10), total: steps });
  for await (const { step, loss, diverged } of train(trainer, { steps, feeds, learningRate: schedule })) {
    if (diverged !== null) {
      yield lab.note(`${name}: ${diverged}`);
      return null;
    }
    yield lab.progress(step / steps, `${name}: step ${step} of ${steps}, ${batch} pairs each`);
    if (lab.seed === 1 && step % Math.ceil(steps / 30) === 0)
      yield lab.point("Training loss", { series: name, x: step, y: loss });
  }
  return trainer.snapshot();
}
