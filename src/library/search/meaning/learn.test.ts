import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeTemporaryFolders, temporaryFolder } from "../../testing/folders.ts";
import { termOf } from "../analysis/terms.ts";
import { wordsIn } from "../analysis/words.ts";
import { CorpusReader } from "./corpus.ts";
import { bagOf, type Encoder } from "./encoder.ts";
import { forgetCheckpoint, learn, type Learnt, type LearnOptions } from "./learn.ts";
import { madeUpPapers } from "./testing.ts";

const papers = madeUpPapers(420);

function learnFrom(some: ReturnType<typeof madeUpPapers>, options?: LearnOptions): Promise<Learnt> {
  const reader = new CorpusReader(some.length);
  for (const paper of some) reader.add(paper);
  return learn(reader, options);
}

let learnt: Learnt;
const shares: number[] = [];
beforeAll(async () => {
  learnt = await learnFrom(papers, { onProgress: (share) => void shares.push(share) });
});
afterAll(removeTemporaryFolders);

const vectorOf = (encoder: Encoder, text: string) =>
  encoder.encode(bagOf(wordsIn(text).flatMap((word) => termOf(word) ?? [])))!;
const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, d) => sum + value * b[d], 0);

test("titles come near to what is said in other words, also of papers that were not there", () => {
  const [one, other] = madeUpPapers(482).slice(480);
  const [title, own, foreign] = [one.title, one.abstract, other.abstract].map((text) => vectorOf(learnt.encoder, text));
  expect(cosine(title, own)).toBeGreaterThan(cosine(title, foreign) + 0.3);
});

test("it is better than words where titles and abstracts have other words, and says by how much", () => {
  const { better, reason, share, tasks, gain } = learnt.judgement;
  expect({ better, reason }).toEqual({ better: true, reason: null });
  expect(share).toBeGreaterThan(0);
  expect(gain.interval[0]).toBeGreaterThan(0);
  const title = tasks.find(({ task }) => task === "title")!;
  expect(title.fused).toBeGreaterThan(title.words);
});

test("progress only grows, and comes to its end", () => {
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
});

test("what is stopped goes on where it was, to the same encoder", async () => {
  const checkpoint = join(temporaryFolder(), "deep", "training.safetensors");
  const stop = new Error("stopped");
  const stopping = learnFrom(papers, {
    checkpoint,
    savedEvery: 0,
    onProgress(share) {
      if (share > 0.4) throw stop;
    },
  });
  await expect(stopping).rejects.toBe(stop);
  const steps: string[] = [];
  const again = await learnFrom(papers, { checkpoint, onProgress: (_, doing) => void steps.push(doing) });
  expect(steps.find((doing) => doing.startsWith("step"))).not.toMatch(/^step 1 /);
  expect(again.encoder.toBytes()).toEqual(learnt.encoder.toBytes());
  forgetCheckpoint(checkpoint);
  expect(existsSync(checkpoint)).toBe(false);
});

test("a checkpoint of other papers, or half of one, is none", async () => {
  const checkpoint = join(temporaryFolder(), "training.safetensors");
  const few = papers.slice(0, 60);
  await learnFrom(papers.slice(60, 120), { checkpoint, savedEvery: 0 });
  const firstStep = async () => {
    let first = "";
    await learnFrom(few, { checkpoint, onProgress: (_, doing) => (first ||= doing.startsWith("step") ? doing : "") });
    return first;
  };
  expect(await firstStep()).toMatch(/^step 1 /);
  writeFileSync(checkpoint, "half of");
  expect(await firstStep()).toMatch(/^step 1 /);
});
