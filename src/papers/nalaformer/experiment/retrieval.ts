/** Every arm on the task in which a query's length says how many keys to average: does keeping the length pay, and is it the only way? */
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { retrievalArmNames, retrievalArms, type RetrievalArmName } from "./retrieval-arms.ts";
import { openRetrieval, retrievalScore, type RetrievalScore } from "./retrieval-model.ts";
import { kinds } from "./retrieval-task.ts";
import { isDrawn, type NalaLab, type Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

/** Those without which a claim would have no number. */
const few: readonly RetrievalArmName[] = ["NaLa A", "one exponent", "NaLa A, bias", "one exponent, bias"];

export async function* retrievalPart(
  lab: NalaLab,
  { arms, retrievalSteps: steps }: Settings,
): AsyncGenerator<LabEvent, void, void> {
  const names = arms === "all" ? retrievalArmNames : few;
  const scores = new Map<RetrievalArmName, RetrievalScore>();
  for (const [index, name] of names.entries()) {
    const score = yield* armPart(withProgressRange(lab, index / names.length, (index + 1) / names.length), name, steps);
    scores.set(name, score);
    if (isDrawn(lab))
      for (const [kind, accuracy] of score.byKind.entries())
        yield lab.point("Accuracy by keys to average", { series: name, x: kinds[kind].keys, y: accuracy });
  }
  const all = (name: RetrievalArmName) => scores.get(name)!.all;
  yield lab.measure("norm-matters", all("NaLa A") - all("one exponent"));
  yield lab.measure("norm-beyond-bias", all("NaLa A, bias") - all("one exponent, bias"));
  yield lab.note(
    `right answers in %, for seven keys, three and one: ${[...scores].map(([name, { byKind }]) => `${name} ${byKind.map((value) => value.toFixed(1)).join(" / ")}`).join(", ")}`,
  );
}

async function* armPart(
  lab: NalaLab,
  name: RetrievalArmName,
  steps: number,
): AsyncGenerator<LabEvent, RetrievalScore, void> {
  const { seed, device, threads } = lab;
  const learningRate = tunedLearningRate(tuning.retrieval, name);
  const head = retrievalArms[name];
  const run = await openRetrieval({ head, steps, seed, learningRate, device, threads });
  try {
    for await (const { step, loss, diverged } of run.train()) {
      if (diverged !== null) {
        yield lab.note(`retrieval, ${name}: ${diverged}`);
        return { all: NaN, byKind: kinds.map(() => NaN) };
      }
      if (isDrawn(lab) && step % Math.ceil(steps / 20) === 0)
        yield lab.point("Retrieval", { series: name, x: step, y: loss });
      if (step % 20 === 0) yield lab.progress(step / steps, `retrieval, ${name}: step ${step} of ${steps}`);
    }
    return await retrievalScore({ head, seed, device, threads }, await run.trainer.snapshot());
  } finally {
    await run.release();
  }
}
