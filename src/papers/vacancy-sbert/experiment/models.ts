/** Trains the arms of one seed: all with so many steps, on the same ads in the same order where they learn from ads. */
import { adamW, Scope, warmupCosine, type Parameters } from "#engine";
import { shuffledBatch } from "#lab/datasets/batches";
import type { LabEvent } from "#lab/kit/index";
import { openTraining, type Training } from "#lab/training/open-training";
import { train } from "#lab/training/training";
import type { TrainedArm } from "./arms.ts";
import type { Data } from "./data.ts";
import { trainFastText, type FastText } from "./fasttext.ts";
import { feedsOf } from "./feeds.ts";
import { lossOf } from "./programs.ts";
import type { Settings, VacancyLab } from "./settings.ts";
import { width } from "./sizes.ts";

export type TrainSettings = Pick<Settings, "steps" | "batch">;

export interface Models {
  /** Its weights; null where it diverged. */
  train(lab: VacancyLab, arm: TrainedArm, learningRate: number): AsyncGenerator<LabEvent, Parameters | null, void>;
  /** The first weights of the encoder, which are the same for all arms. */
  initial(): Promise<Parameters>;
  fastText(lab: VacancyLab, learningRate: number): AsyncGenerator<LabEvent, FastText, void>;
  release(): Promise<void>;
}

/** The rate of plain gradient steps over that of Adam: the release's 0.05 for the usual 0.002. */
const plainRate = 25;

/** Programs of one run, each compiled when it is first asked for. */
export function openModels(
  { seed, device, threads }: Pick<VacancyLab, "seed" | "device" | "threads">,
  data: Data,
  { steps, batch }: TrainSettings,
): Models {
  const feeds = feedsOf(seed, data, batch);
  const opened = new Map<TrainedArm, Promise<Training>>();
  const open = (arm: TrainedArm) => {
    const scope = new Scope({ mode: "training" });
    const task = { scope, loss: lossOf(arm, scope, data, batch), feeds: feeds[arm] };
    const settings = { steps, seed, device, threads, optimizer: adamW({ weightDecay: 0.01 }), learningRate: () => 0 };
    return openTraining(task, settings);
  };
  const programOf = (arm: TrainedArm) => {
    // The control differs in what it is fed, and in nothing else.
    const key = arm === "skills of other ads" ? "VacancySBERT" : arm;
    const program = opened.get(key) ?? open(key);
    opened.set(key, program);
    return program;
  };
  const every = Math.ceil(steps / 30);
  return {
    async *train(lab, arm, peak) {
      const { trainer } = await programOf(arm);
      await trainer.restart();
      const learningRate = warmupCosine({ peak, warmup: Math.ceil(steps / 10), total: steps });
      for await (const { step, loss, diverged } of train(trainer, { steps, feeds: feeds[arm], learningRate })) {
        if (diverged !== null) {
          yield lab.note(`${arm}: ${diverged}`);
          return null;
        }
        yield lab.progress(step / steps, `${arm}: step ${step} of ${steps}`);
        if (lab.seed === 1 && step % every === 0) yield lab.point("Training loss", { series: arm, x: step, y: loss });
      }
      return trainer.snapshot();
    },
    async initial() {
      const { trainer } = await programOf("VacancySBERT");
      await trainer.restart();
      return trainer.snapshot();
    },
    async *fastText(lab, rate) {
      const reads = steps * batch;
      const texts = data.train.map(({ title, description }) => `${title}. ${description}`);
      function* order() {
        for (let step = 0; ; step++) yield* shuffledBatch(seed, step, { batch, count: texts.length });
      }
      const training = trainFastText(texts, { seed, width, learningRate: plainRate * rate, order: order(), reads });
      for (;;) {
        const { done, value } = training.next();
        if (done) return value;
        yield lab.progress(value / reads, `FastText: ${value} of ${reads} ads`);
      }
    },
    async release() {
      for (const program of opened.values()) await (await program).release();
    },
  };
}
