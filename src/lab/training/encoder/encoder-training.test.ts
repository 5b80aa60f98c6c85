import { expect, test } from "vitest";
import { adamW, constantRate } from "#engine";
import { openRanker, recallAt } from "../../measure/retrieval.ts";
import {
  contrastiveLoss,
  openEncoderTraining,
  openTextEncoder,
  pairFeeds,
  wordTokenizer,
  type PairData,
} from "./index.ts";

/** Texts of made-up words: a query and its passage have a topic word in common with no other pair, in two languages. */
const topics = 40;
const texts = Array.from({ length: 2 * topics }, (_, at) => (at < topics ? `the a${at} of x` : `b${at - topics} y z`));
const tokenizer = wordTokenizer(texts, { size: 100, buckets: 2 });
const train = Array.from({ length: topics }, (_, at) => ({ query: at, passage: topics + at }));
const data: PairData = { tokens: tokenizer.rows(texts, 4), length: 4, train };
const model = { vocabulary: tokenizer.size, context: 4, depth: 2, width: 16, heads: 2 };

test("learns which texts belong together, at the exit that its loss is at", async () => {
  const run = await openEncoderTraining({
    ...{ model, data, batch: 20, steps: 60, seed: 1, threads: 1 },
    loss: ({ queries, passages, same }) =>
      contrastiveLoss(queries[1], passages[1], { temperature: 0.1, ignored: same }),
    optimizer: adamW(),
    learningRate: constantRate(1e-2),
  });
  const texts = await openTextEncoder({ model, data }, { threads: 1 });
  const ranker = await openRanker({ candidates: topics, width: 16 }, { threads: 1 });
  const recall = async () => {
    const weights = await run.trainer.snapshot();
    const [queries, passages] = [
      await texts.encode(
        weights,
        train.map(({ query }) => query),
      ),
      await texts.encode(
        weights,
        train.map(({ passage }) => passage),
      ),
    ];
    expect(queries).toHaveLength(2);
    return recallAt(await ranker.rank(queries[1], passages[1], [...train.keys()]), 1);
  };
  expect(await recall()).toBeLessThan(0.3);
  for await (const { diverged } of run.train()) expect(diverged).toBeNull();
  expect(await recall()).toBeGreaterThan(0.9);
  await Promise.all([run.release(), texts.release(), ranker.release()]);
});

test("mined negatives are fed row after row behind the passages, and belong to what is not the same", async () => {
  const pairs = [
    { query: 0, passage: topics, negatives: [topics + 1, topics + 2] },
    { query: 1, passage: topics + 1, negatives: [topics + 3, topics] },
  ];
  const { negatives, identities } = pairFeeds(data, pairs, 1);
  const row = (place: number) => Array.from(data.tokens.subarray(4 * place, 4 * place + 4));
  expect(Array.from(negatives as Int32Array)).toEqual([...row(topics + 1), ...row(topics + 3)]);
  expect(Array.from(identities as Int32Array)).toEqual([topics, topics + 1, topics + 1, topics + 3]);
  expect(() => pairFeeds(data, pairs, 3)).toThrow("a pair has 2 negatives, not 3");
  const seen: number[][] = [];
  const run = await openEncoderTraining({
    ...{ model, data: { ...data, train: pairs }, batch: 2, negatives: 2, steps: 1, seed: 1, threads: 1 },
    loss({ queries, passages, same }) {
      seen.push([queries[0].shape[0], passages[0].shape[0], ...same.shape]);
      return contrastiveLoss(queries[1], passages[1], { temperature: 0.1, ignored: same });
    },
    optimizer: adamW(),
    learningRate: constantRate(1e-2),
  });
  expect(seen).toEqual([[2, 6, 2, 6]]);
  for await (const { loss } of run.train()) expect(loss).toBeGreaterThan(0);
  await run.release();
});
