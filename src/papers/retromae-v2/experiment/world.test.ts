import { expect, test } from "vitest";
import { gradient, input, random, type Tensor } from "#engine";
import { openForward } from "#lab/measure/forward";
import { codes, subjectsOf, topicWords, words, writeText } from "./world.ts";
import type { Text } from "../draws.ts";
import { armOf } from "./arms.ts";
import { openData } from "./data.ts";
import { armFeeds } from "./pretraining.ts";

const topicOf = (code: number) => Math.floor((code - codes.first) / topicWords);

test("a text has words of its three topics, and about a third fillers of its domain", () => {
  const stream = random(1).stream("texts");
  const texts = Array.from({ length: 500 }, () => writeText(stream, [0, 5, 15]).flat());
  const all = texts.flat();
  expect(all).toHaveLength(500 * words);
  expect([...new Set(all.map(topicOf))].sort((a, b) => a - b)).toEqual([0, 5, 15, 16, 17]);
  expect(all.filter((code) => topicOf(code) > 15).length / all.length).toBeCloseTo(0.35, 1);
  const other = new Set(
    texts.flatMap(() => writeText(stream, [1, 2, 3], 1).flat()).filter((code) => topicOf(code) > 15),
  );
  expect(all.filter((code) => other.has(code))).toEqual([]);
  expect(Math.max(...other)).toBeLessThan(codes.size);
});

test("two texts of a subject have few words in common", () => {
  const stream = random(1).stream("texts");
  const shared = Array.from({ length: 300 }, () => {
    const [a, b] = [writeText(stream, [0, 5, 15]).flat(), new Set(writeText(stream, [0, 5, 15]).flat())];
    return new Set(a.filter((code) => topicOf(code) < 16 && b.has(code))).size;
  });
  expect(shared.reduce((sum, count) => sum + count, 0) / 300).toBeLessThan(2);
});

test("subjects that are asked for are in nothing that is learned from", () => {
  const data = openData(1, { fit: 300, asked: 240, perSubject: 2 });
  const subjectOf = (text: Text) =>
    [...new Set(text.flat().map(topicOf))]
      .filter((topic) => topic < 16)
      .sort((a, b) => a - b)
      .join(" ");
  const learned = new Set([...data.fit.queries, ...data.fit.passages, ...data.textsAt(3, 200)].map(subjectOf));
  // A text may have words of two of its topics alone, as texts of other subjects may.
  const whole = (texts: readonly Text[]) => texts.map(subjectOf).filter((subject) => subject.split(" ").length === 3);
  const validation = new Set(whole(data.validation.candidates));
  const test = whole(data.test.candidates);
  expect(test.length).toBeGreaterThan(200);
  expect(test.filter((subject) => learned.has(subject) || validation.has(subject))).toEqual([]);
  expect([...validation].filter((subject) => learned.has(subject))).toEqual([]);
  expect(subjectsOf(1)).toHaveLength(560);
  expect(subjectsOf(2)[0]).not.toEqual(subjectsOf(1)[0]);
  expect(data.test.answers.slice(239, 242)).toEqual([239, 0, 1]);
});

test("no encoder is shown a filler of the other domain, not even in place of a hidden word", () => {
  const data = openData(1, { fit: 1, asked: 20, perSubject: 1 });
  const shown = Array.from({ length: 20 }, (_, step) => armFeeds(data, 1, step, 32, armOf("MLM")).shown);
  const codesShown = new Set(shown.flatMap((rows) => Array.from(rows)));
  expect(Math.max(...codesShown)).toBe(codes.standInsEnd - 1);
  const other = data.otherDomain.queries.flat(2).filter((code) => code >= codes.standInsEnd);
  expect(other.length).toBeGreaterThan(100);
});

test("the gradient into the vector is that of the decoder, or none, and the decoder reads the same", async () => {
  const { change } = armOf("RetroMAE").decoders.rebuild as { change: (text: Tensor) => Tensor };
  const text = input("text", [1, 3]);
  const pass = await openForward(() => {
    const read = change(text);
    return { read, slopes: gradient(read.square().sum(), [text])[0] };
  });
  const values = { text: Float32Array.of(0.1, -2, 3) };
  const [whole, cut] = [
    await pass.run({ ...values, flow: Float32Array.of(armOf("RetroMAE").flow!) }),
    await pass.run({ ...values, flow: Float32Array.of(armOf("RetroMAE, cut").flow!) }),
  ];
  await pass.release();
  expect(Array.from(whole.read)).toEqual(Array.from(values.text));
  expect(Array.from(cut.read)).toEqual(Array.from(values.text));
  expect(Array.from(whole.slopes)).toEqual(Array.from(values.text, (value) => Math.fround(2 * value)));
  expect(Array.from(cut.slopes, Math.abs)).toEqual([0, 0, 0]);
});
