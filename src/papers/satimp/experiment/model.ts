/** The model that is to forget: how it learns, and what is measured of what it knows. */
import { adam, warmupCosine, type Parameters } from "#engine";
import { answerBatch } from "#lab/datasets/answers";
import { shuffledBatch } from "#lab/datasets/batches";
import type { Lab, LabEvent } from "#lab/kit/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { mean } from "#lab/measure/statistics";
import { rightTokens } from "#lab/nn/language-model/weighted";
import { rmsNorm } from "#lab/nn/norms";
import { answerModel, type LanguageModel } from "#lab/training/language-model/index";
import { openTraining } from "#lab/training/open-training";
import { extractionStrength } from "../method.ts";
import { rowLength, type Fact, type World } from "./people.ts";

export type ModelSize = Pick<LanguageModel, "depth" | "width" | "heads">;

/** 0.15 million weights. */
export const usualSize: ModelSize = { depth: 2, width: 64, heads: 4 };

export const modelFor = ({ words }: World, size = usualSize): LanguageModel => ({
  ...{ vocabulary: words.length, context: rowLength, ...size },
  norm: rmsNorm,
});

export interface Learning {
  readonly name: string;
  readonly world: World;
  readonly facts: readonly Fact[];
  readonly steps: number;
  readonly size?: ModelSize;
}

const learningBatch = 32;

/** Learns the answers by heart: Adam at 3e-3, a tenth of warm-up, a cosine to zero. Returns the weights. */
export async function* learn(
  lab: Lab,
  { name, world, facts, steps, size }: Learning,
): AsyncGenerator<LabEvent, Parameters, void> {
  const { seed, device, threads } = lab;
  const { scope, loss } = answerModel(modelFor(world, size), { batch: learningBatch, mode: "training" });
  const feeds = (step: number) =>
    answerBatch(
      Array.from(shuffledBatch(seed, step, { batch: learningBatch, count: facts.length }), (at) => facts[at]),
      rowLength,
    );
  const learningRate = warmupCosine({ peak: 3e-3, warmup: Math.ceil(steps / 10), total: steps });
  const run = await openTraining(
    { scope, loss, feeds },
    { steps, seed, optimizer: adam(), learningRate, maxGradNorm: 1, device, threads },
  );
  try {
    for await (const { step, loss } of run.train())
      if (step % 10 === 0 || step === steps)
        yield lab.progress(step / steps, `${name}: step ${step} of ${steps}, loss ${loss.toFixed(3)}`);
    return await run.trainer.snapshot();
  } finally {
    await run.release();
  }
}

/** What a model knows of some facts. Means over them, of answers from their true beginnings. */
export interface Knowledge {
  readonly extraction: number;
  /** Likelihoods of the words that carry the facts, and of all others. */
  readonly key: readonly number[];
  readonly filler: readonly number[];
  /** Cross entropy of an answer's token. */
  readonly nats: number;
}

export interface Exam {
  of(weights: Parameters, facts: readonly Fact[]): Promise<Knowledge>;
  /** What an answer as a whole loses, by fact. */
  sums(weights: Parameters, facts: readonly Fact[]): Promise<number[]>;
  release(): Promise<void>;
}

const examBatch = 24;

export async function openExam(lab: Pick<Lab, "device" | "threads">, world: World, size?: ModelSize): Promise<Exam> {
  const { logits, targets, losses } = answerModel(modelFor(world, size), { batch: examBatch, mode: "inference" });
  // Weights are not looked at: answers are cut out here.
  const evaluator = await openEvaluator({ losses, right: rightTokens(logits, targets) }, { ...lab, name: "exam" });
  async function answers(weights: Parameters, facts: readonly Fact[]) {
    const found: { losses: number[]; right: number[]; key: number }[] = [];
    for (let from = 0; from < facts.length; from += examBatch) {
      const some = facts.slice(from, from + examBatch);
      const { tokens, targets } = answerBatch([...some, ...Array(examBatch - some.length).fill(some[0])], rowLength);
      const { losses, right } = await evaluator.run(weights, { tokens, targets });
      for (const [row, { prompt, answer, key }] of some.entries()) {
        const start = row * rowLength + prompt.length - 1;
        const cut = (values: typeof losses) =>
          Array.from(values.data as Float32Array).slice(start, start + answer.length);
        found.push({ losses: cut(losses), right: cut(right), key });
      }
    }
    return found;
  }
  return {
    async of(weights, facts) {
      const found = await answers(weights, facts);
      return {
        extraction: mean(found.map(({ right }) => extractionStrength(right))),
        key: found.map(({ losses, key }) => Math.exp(-losses[key])),
        filler: found.flatMap(({ losses, key }) => losses.filter((_, at) => at !== key).map((nats) => Math.exp(-nats))),
        nats: mean(found.flatMap(({ losses }) => losses)),
      };
    },
    async sums(weights, facts) {
      return (await answers(weights, facts)).map(({ losses }) => losses.reduce((sum, nats) => sum + nats, 0));
    },
    release: () => evaluator.release(),
  };
}
