import { expect, test } from "vitest";
import { adam, constantRate } from "#engine";
import { answerBatch } from "../../datasets/answers.ts";
import { rightTokens } from "../../nn/language-model/weighted.ts";
import { rmsNorm } from "../../nn/norms.ts";
import { openTraining } from "../open-training.ts";
import { answerModel } from "./answers.ts";

const model = { vocabulary: 12, context: 6, depth: 1, width: 16, heads: 2, norm: rmsNorm };
const facts = [
  { prompt: [1, 2], answer: [5, 6, 7] },
  { prompt: [1, 3], answer: [8, 6, 9] },
];
const feeds = () => answerBatch(facts, 6);
const settings = { seed: 1, optimizer: adam(), learningRate: constantRate(1e-2) };

test("learns answers by heart, then goes on from a snapshot with another loss and forgets one of them", async () => {
  const { scope, loss } = answerModel(model, { batch: 2, mode: "training" });
  const learning = await openTraining({ scope, loss, feeds }, { ...settings, steps: 80 });
  let last = NaN;
  for await (const step of learning.train()) last = step.loss;
  expect(last).toBeLessThan(0.05);
  const learned = await learning.trainer.snapshot();
  await learning.release();

  const other = answerModel(model, { batch: 1, mode: "training" });
  const [first, second] = facts.map((fact) => () => answerBatch([fact], 6));
  const forgetting = await openTraining(
    { scope: other.scope, loss: other.loss.neg(), feeds: first },
    { ...settings, steps: 20, parameters: learned },
  );
  expect(await forgetting.trainer.snapshot()).toEqual(learned);
  const lost: number[] = [];
  for await (const { loss } of forgetting.train()) lost.push(-loss);
  expect(lost.at(-1)).toBeGreaterThan(lost[0] + 3);

  // From the same weights again, on other feeds: the first loss is that of the snapshot, whatever was trained since.
  await forgetting.trainer.restart(learned);
  const again: number[] = [];
  for await (const { loss } of forgetting.train(second)) again.push(-loss);
  expect(again[0]).toBeLessThan(0.05);

  const { targets, weights, logits } = answerModel(model, { batch: 2, mode: "inference" });
  const { right } = await forgetting.means(
    "right",
    () => ({ right: rightTokens(logits, targets).mul(weights).sum() }),
    [feeds()],
  );
  expect(right).toBeLessThan(6);
  await forgetting.release();
});

test("prompts and padding have no part in the loss", async () => {
  const { scope, loss } = answerModel(model, { batch: 1, mode: "training" });
  const run = await openTraining({ scope, loss, feeds }, { ...settings, steps: 1 });
  const batch = answerBatch([facts[0]], 6);
  const changed = { ...batch, targets: batch.targets.map((target, at) => (batch.weights[at] ? target : 11)) };
  const of = (fed: typeof batch) =>
    run.means("loss", () => ({ nats: answerModel(model, { batch: 1, mode: "inference" }).loss }), [fed]);
  expect(await of(changed)).toEqual(await of(batch));
  await run.release();
});
