import { expect, test } from "vitest";
import { bagOf, Encoder, width } from "./encoder.ts";

const table = new Float32Array(3 * width);
table.set([3, 4], 0);
table.set([0, 2], width);
table.set([-1, 0, 1e-3], 2 * width);
const encoder = Encoder.of(["flow", "wing", "größe"], table);

test("a text is the weighted sum of its terms, of length 1", () => {
  const vector = encoder.encode(bagOf(["flow", "unknown"], ["wing", "flow"]))!;
  // Repetitions count ever less: log 3 of flow, log 2 of wing.
  const [x, y] = [3 * Math.log(3), 4 * Math.log(3) + 2 * Math.log(2)];
  expect(vector[0]).toBeCloseTo(x / Math.hypot(x, y), 2);
  expect(vector[1]).toBeCloseTo(y / Math.hypot(x, y), 2);
  expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
});

test("a text without a term that is known has no vector", () => {
  expect(encoder.encode(bagOf(["unknown"]))).toBeNull();
  expect(encoder.encode(bagOf())).toBeNull();
});

test.each([
  ["its bytes", encoder.toBytes()],
  ["a part of a buffer, as databases give it,", Buffer.concat([Buffer.of(1, 2, 3), encoder.toBytes()]).subarray(3)],
])("%s are the same encoder", (_, bytes) => {
  const again = Encoder.fromBytes(bytes);
  expect(again.terms).toEqual(encoder.terms);
  const bag = bagOf(["flow", "größe"]);
  expect(again.encode(bag)).toEqual(encoder.encode(bag));
  expect(Encoder.fromBytes(Encoder.of([], new Float32Array()).toBytes()).encode(bag)).toBeNull();
});
