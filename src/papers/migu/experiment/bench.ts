/** Programs of one seed: each kind of network is compiled for training and for questions when it is first asked for. */
import { adam, createTrainer, type Parameters, type Trainer } from "#engine";
import type { Lab } from "#lab/kit/index";
import { openEvaluator, type Evaluator } from "#lab/measure/evaluator";
import { withoutMomentum } from "../method.ts";
import { fedChoice, type Arm } from "./arms.ts";
import type { Part } from "./corpus.ts";
import { families, isAdapter, type FamilyName, type NetworkSize } from "./networks.ts";
import { batch } from "./settings.ts";
import type { Task } from "./tasks.ts";

/** Shares of the questions that are answered right. */
export interface Accuracy {
  /** Where only the task's answers are to choose from. */
  readonly among: number;
  /** Where any token may be the answer. */
  readonly ofAll: number;
}

export interface Bench {
  trainer(arm: Arm): Promise<Trainer>;
  /** Of a task's questions of a part. */
  ask(arm: Arm, weights: Parameters, task: Task, part: Part): Promise<Accuracy>;
  release(): Promise<void>;
}

const rank = 8;
const asked = 32;

export function openBench(
  { seed, device, threads }: Pick<Lab, "seed" | "device" | "threads">,
  size: NetworkSize,
): Bench {
  const trainers = new Map<string, Promise<Trainer>>();
  const exams = new Map<string, Promise<Evaluator>>();
  const familyOf = ({ family = "decoder" }: Arm): FamilyName => family;
  const get = <Value>(known: Map<string, Promise<Value>>, key: string, create: () => Promise<Value>) => {
    if (!known.has(key)) known.set(key, create());
    return known.get(key)!;
  };
  const mapsOf = ({ adapters = false }: Arm) => (adapters ? { rank } : {});

  const create = (arm: Arm) => {
    const maps = { ...mapsOf(arm), choice: fedChoice };
    const { scope, loss } = families[familyOf(arm)].open(size, { batch, mode: "training", maps });
    const optimizer = arm.frozen ? withoutMomentum(adam()) : adam();
    const trains = arm.adapters ? ({ name }: { name: string }) => isAdapter(name) : undefined;
    return createTrainer({ scope, loss, optimizer, trains, maxGradNorm: 1, seed, device, threads });
  };
  const exam = (arm: Arm) => {
    const { answer, loss } = families[familyOf(arm)].open(size, { batch: asked, mode: "inference", maps: mapsOf(arm) });
    // The loss is not looked at: with it, the same feeds fit.
    return openEvaluator({ answer, loss }, { device, threads, name: "exam" });
  };

  return {
    trainer: (arm) =>
      get(trainers, `${familyOf(arm)} ${arm.adapters ?? false} ${arm.frozen ?? false}`, () => create(arm)),
    async ask(arm, weights, { answers, exchanges }, part) {
      const evaluator = await get(exams, `${familyOf(arm)} ${arm.adapters ?? false}`, () => exam(arm));
      const questions = exchanges[part];
      let [among, ofAll] = [0, 0];
      for (let from = 0; from < questions.length; from += asked) {
        const some = questions.slice(from, from + asked);
        const filled = [...some, ...Array(asked - some.length).fill(some[0])];
        const { answer } = await evaluator.run(weights, families[familyOf(arm)].feeds(filled));
        const vocabulary = answer.data.length / asked;
        some.forEach(({ answer: [right] }, row) => {
          const logits = (answer.data as Float32Array).subarray(row * vocabulary, (row + 1) * vocabulary);
          const best = answers.reduce((best, token) => (logits[token] > logits[best] ? token : best));
          if (best === right) among++;
          if (logits.every((logit) => logit <= logits[right])) ofAll++;
        });
      }
      return { among: among / questions.length, ofAll: ofAll / questions.length };
    },
    async release() {
      for (const opened of [...trainers.values(), ...exams.values()]) await (await opened).release();
    },
  };
}
