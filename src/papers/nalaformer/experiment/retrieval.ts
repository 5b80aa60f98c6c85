/** Every arm on the task in which a query's length says how many keys to average: does keeping the length pay, and is it the only way? */
import type { Parameters } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { mean } from "#lab/measure/statistics";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { openRetrieval, retrievalArmNames, retrievalModel, type RetrievalArmName } from "./retrieval-arms.ts";
import { keyDirections, kinds, queryCount, retrievalBatch } from "./retrieval-task.ts";
import { isDrawn, type NalaLab, type Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

/** Of training never seen: batches far beyond its steps. */
const test = { from: 1_000_000, batches: 4, batch: 256 } as const;

/** Percent right, of all queries and by kind. */
interface Score {
  readonly all: number;
  readonly byKind: readonly number[];
}

export async function* retrievalPart(
  lab: NalaLab,
  { retrievalSteps: steps }: Settings,
): AsyncGenerator<LabEvent, void, void> {
  const scores = new Map<RetrievalArmName, Score>();
  for (const [index, name] of retrievalArmNames.entries()) {
    const score = yield* armPart(lab, name, steps, index / retrievalArmNames.length);
    scores.set(name, score);
    if (isDrawn(lab))
      for (const [kind, accuracy] of score.byKind.entries())
        yield lab.point("Accuracy by keys to average", { series: name, x: kinds[kind].keys, y: accuracy });
  }
  const all = (name: RetrievalArmName) => scores.get(name)!.all;
  yield lab.measure("norm-matters", all("NaLa A") - all("frozen"));
  yield lab.measure("norm-beyond-bias", all("NaLa A, bias") - all("frozen, bias"));
  yield lab.note(
    `right answers in %, for seven keys, three and one: ${[...scores].map(([name, { byKind }]) => `${name} ${byKind.map((value) => value.toFixed(1)).join(" / ")}`).join(", ")}`,
  );
}

async function* armPart(
  lab: NalaLab,
  name: RetrievalArmName,
  steps: number,
  from: number,
): AsyncGenerator<LabEvent, Score, void> {
  const { seed, device, threads } = lab;
  const learningRate = tunedLearningRate(tuning.retrieval, name);
  const run = await openRetrieval({ name, steps, seed, learningRate, device, threads });
  try {
    for await (const { step, loss, diverged } of run.train()) {
      if (diverged !== null) {
        yield lab.note(`retrieval, ${name}: ${diverged}`);
        return { all: NaN, byKind: kinds.map(() => NaN) };
      }
      if (isDrawn(lab) && step % Math.ceil(steps / 20) === 0)
        yield lab.point("Retrieval", { series: name, x: step, y: loss });
      if (step % 20 === 0)
        yield lab.progress(
          from + step / steps / retrievalArmNames.length,
          `retrieval, ${name}: step ${step} of ${steps}`,
        );
    }
    return await scoreOf(lab, name, await run.trainer.snapshot());
  } finally {
    await run.release();
  }
}

async function scoreOf(
  { seed, device, threads }: NalaLab,
  name: RetrievalArmName,
  weights: Parameters,
): Promise<Score> {
  const directions = keyDirections(seed);
  const { right } = retrievalModel(name, directions, { batch: test.batch, mode: "inference" });
  const evaluator = await openEvaluator({ right }, { device, threads });
  const hits = kinds.map((): number[] => []);
  for (let batch = 0; batch < test.batches; batch++) {
    const { feeds, kindOf } = retrievalBatch({ seed, step: test.from + batch, batch: test.batch }, directions);
    const { data } = (await evaluator.run(weights, feeds)).right;
    for (let query = 0; query < test.batch * queryCount; query++) hits[kindOf[query]].push(Number(data[query]));
  }
  await evaluator.release();
  return { all: 100 * mean(hits.flat()), byKind: hits.map((of) => 100 * mean(of)) };
}
