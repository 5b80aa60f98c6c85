import { describe, expect, test } from "vitest";
import { fixedWindows, randomWindows, shuffledBatch, windowsAt } from "./batches.ts";

const text = Int32Array.from({ length: 100 }, (_, index) => index);

describe("batches of examples", () => {
  const size = { batch: 4, count: 10 };
  test("are the same for the same seed and step, in whatever order they are asked for", () => {
    const first = [...shuffledBatch(1, 5, size)];
    shuffledBatch(2, 0, size);
    expect([...shuffledBatch(1, 5, size)]).toEqual(first);
    expect([...shuffledBatch(2, 5, size)]).not.toEqual(first);
  });
  test("show an example at most once in an epoch, and leave the incomplete batch out", () => {
    const epoch = [0, 1].flatMap((step) => [...shuffledBatch(1, step, size)]);
    expect(new Set(epoch).size).toBe(8);
    expect(epoch.every((place) => place >= 0 && place < 10)).toBe(true);
  });
  test("reach every example in the course of some epochs", () => {
    const seen = new Set(Array.from({ length: 20 }, (_, step) => [...shuffledBatch(1, step, size)]).flat());
    expect(seen.size).toBe(10);
  });
  test("must fit the set", () => {
    expect(() => shuffledBatch(1, 0, { batch: 11, count: 10 })).toThrow("a batch of 11 does not fit a set of 10");
  });
});

describe("windows of text", () => {
  test("pair each character with the one that follows", () => {
    const { inputs, targets } = windowsAt(text, [7, 0], 3);
    expect([...inputs]).toEqual([7, 8, 9, 0, 1, 2]);
    expect([...targets]).toEqual([8, 9, 10, 1, 2, 3]);
  });
  test("may begin with a code of their own: the same targets, one sooner", () => {
    const { inputs, targets } = windowsAt(text, [7, 0], 3, 99);
    expect([...inputs]).toEqual([99, 7, 8, 99, 0, 1]);
    expect([...targets]).toEqual([7, 8, 9, 0, 1, 2]);
    const size = { batch: 2, length: 5 };
    const plain = randomWindows(text, 1, 0, size).inputs;
    expect([...randomWindows(text, 1, 0, { ...size, start: 99 }).targets]).toEqual([...plain]);
  });
  test("depend on seed and step only", () => {
    const draw = (seed: number, step: number) => [...randomWindows(text, seed, step, { batch: 3, length: 5 }).inputs];
    expect(draw(1, 0)).toEqual(draw(1, 0));
    expect(draw(1, 0)).not.toEqual(draw(1, 1));
    expect(draw(1, 0)).not.toEqual(draw(2, 0));
  });
  test("never reach beyond the text", () => {
    for (let step = 0; step < 200; step++) {
      const { targets } = randomWindows(text.subarray(0, 6), 1, step, { batch: 2, length: 4 });
      expect(targets[3] - targets[0]).toBe(3);
      expect(targets[3]).toBeLessThan(6);
    }
  });
  test("for validation stand evenly over the text", () => {
    expect([...fixedWindows(text, { count: 4, length: 20 })]).toEqual([0, 20, 40, 60]);
    expect([...fixedWindows(text.subarray(0, 21), { count: 1, length: 20 })]).toEqual([0]);
  });
  test("need a text longer than themselves", () => {
    expect(() => fixedWindows(text, { count: 1, length: 100 })).toThrow("no window of 100");
    expect(() => randomWindows(text, 1, 0, { batch: 1, length: 200 })).toThrow("no window of 200");
  });
});
