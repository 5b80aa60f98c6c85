/** Pre-trains the arms: those with the same decoders share a program. */
import { adamW, input, random, Scope, warmupCosine, type Parameters } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { openTraining, type Training } from "#lab/training/open-training";
import { train } from "#lab/training/training";
import { bagFeeds, batchInputs, maskedFeeds, rebuildFeeds } from "../draws.ts";
import { duplexLoss, duplexLosses, type Decoders, type DuplexLosses } from "../method.ts";
import { armOf, type Arm, type ArmName } from "./arms.ts";
import type { Data } from "./data.ts";
import type { RetroLab, Settings } from "./settings.ts";
import { length, modelOf } from "./sizes.ts";
import { codes } from "./world.ts";

type PretrainSettings = Pick<Settings, "steps" | "batch">;

/** The same for every arm: AdamW, clipped at 1, warmed up over a tenth of the steps. */
const optimizer = () => ({ optimizer: adamW({ weightDecay: 0.01 }), maxGradNorm: 1 });

/** The losses of an arm's program, and their sum. */
export function armLosses(scope: Scope, batch: number, { decoders }: Arm, width?: number) {
  const losses = duplexLosses(scope, batchInputs({ batch, length }, codes.size), modelOf(width), decoders);
  return { losses, loss: duplexLoss(losses, input("bag weight", [])) };
}

/** What an arm's step is fed: a function of seed and step, and of the arm only in what it has. */
export function armFeeds(data: Data, seed: number, step: number, batch: number, arm: Arm) {
  const texts = data.textsAt(step, batch);
  const drawing = { length, codes };
  const stream = (what: string) => random(seed).stream(`${what} of step ${step}`);
  return {
    ...maskedFeeds(stream("hidden words"), texts, drawing),
    ...(arm.decoders.rebuild && rebuildFeeds(stream("hidden rows"), texts, drawing)),
    ...(arm.flow !== undefined && { flow: Float32Array.of(arm.flow) }),
    ...(arm.decoders.bag && { ...bagFeeds(texts, drawing), "bag weight": Float32Array.of(arm.weight!) }),
  };
}

export interface Pretraining {
  /** Trains an arm from the first weights of the seed. Returns its weights; null where it diverged. */
  train(lab: RetroLab, name: ArmName, learningRate: number): AsyncGenerator<LabEvent, Parameters | null, void>;
  /** The first weights, which are the same for all arms. */
  initial(): Promise<Parameters>;
  release(): Promise<void>;
}

/** Compiles programs as arms ask for them. Release it when done. */
export function openPretraining(
  { seed, device, threads }: Pick<RetroLab, "seed" | "device" | "threads">,
  data: Data,
  { steps, batch }: PretrainSettings,
): Pretraining {
  const opened = new Map<Decoders, Promise<Training>>();
  const open = (arm: Arm) => {
    const scope = new Scope({ mode: "training" });
    const { losses, loss } = armLosses(scope, batch, arm);
    return openTraining(
      { scope, loss, feeds: (step) => armFeeds(data, seed, step, batch, arm) },
      {
        ...{ steps, seed, device, threads, learningRate: () => 0, ...optimizer() },
        metrics: () => ({ ...losses }) satisfies DuplexLosses,
      },
    );
  };
  const programOf = (arm: Arm) => {
    const program = opened.get(arm.decoders) ?? open(arm);
    opened.set(arm.decoders, program);
    return program;
  };
  return {
    async *train(lab, name, learningRate) {
      const arm = armOf(name);
      const own = Math.round(steps * (arm.longer ?? 1));
      const { trainer } = await programOf(arm);
      await trainer.restart();
      const schedule = warmupCosine({ peak: learningRate, warmup: Math.ceil(own / 10), total: own });
      const feeds = (step: number) => armFeeds(data, seed, step, batch, arm);
      const every = Math.ceil(own / 20);
      for await (const { step, loss, metrics, diverged } of train(trainer, {
        steps: own,
        feeds,
        learningRate: schedule,
      })) {
        if (diverged !== null) {
          yield lab.note(`${name}: ${diverged}`);
          return null;
        }
        yield lab.progress(step / own, `${name}: step ${step} of ${own}`);
        if (lab.seed !== 1 || step % every !== 0) continue;
        yield lab.point("Training loss", { series: name, x: step, y: loss });
        if (arm.decoders.rebuild)
          yield lab.point("Rebuilt from the vector", { series: name, x: step, y: metrics.rebuild });
      }
      return trainer.snapshot();
    },
    async initial() {
      const { trainer } = await programOf(armOf("MLM"));
      await trainer.restart();
      return trainer.snapshot();
    },
    async release() {
      for (const program of opened.values()) await (await program).release();
    },
  };
}
