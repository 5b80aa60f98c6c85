import { expect, test } from "vitest";
import { random } from "#engine";
import { Segments } from "../index/segments.ts";
import { Segment } from "../index/segment.ts";
import { encodeSegment } from "../index/write-segment.ts";
import { bagOf, Encoder, width } from "./encoder.ts";
import { PaperVectors } from "./paper-vectors.ts";

const terms = ["wing", "flow", "heat", "shock"];
const encoder = Encoder.of(
  terms,
  random(1)
    .stream("table")
    .normal(terms.length * width),
);
const index = new Segments();
const vectors = new PaperVectors(encoder);

/** Papers by id, as the index has them; no words: it is gone. */
async function add(papers: Readonly<Record<number, readonly string[]>>): Promise<void> {
  const words = Object.entries(papers).map(([id, body]) => ({ id: Number(id), title: [], body, names: [] }));
  const segment = new Segment(encodeSegment(words));
  index.add(segment);
  await vectors.add(segment);
}
const asked = (...words: string[]) => encoder.encode(bagOf(words))!;
const nearest = (words: string[], limit = 10, allowed: ReadonlySet<number> | null = null) =>
  vectors.nearest(asked(...words), limit, allowed).map(({ id }) => id);

test("papers are found by the angle, and follow what the index says of them", async () => {
  await add({ 1: ["wing"], 2: ["wing", "flow"], 3: ["heat"], 4: ["unknown"] });
  expect(vectors.size).toBe(3);
  expect(nearest(["wing"])[0]).toBe(1);
  expect(nearest(["wing", "flow"], 2)).toEqual([2, 1]);
  expect(nearest(["wing"], 10, new Set([2, 3]))[0]).toBe(2);
  const [best] = vectors.nearest(asked("heat"), 1);
  expect(best.id).toBe(3);
  expect(best.score).toBeCloseTo(1, 2);
  // 1 is about something else now, 2 is gone, and 5 is new.
  await add({ 1: ["shock"], 2: [], 5: ["wing"] });
  expect(vectors.size).toBe(3);
  expect(nearest(["wing"])[0]).toBe(5);
  expect(nearest(["shock"])[0]).toBe(1);
  expect(nearest(["wing", "flow"])).not.toContain(2);
  expect(vectors.vectorOf(2)).toBeNull();
  const own = vectors.vectorOf(3)!;
  asked("heat").forEach((value, d) => expect(own[d]).toBeCloseTo(value, 1));
});

test("there is room for any number", async () => {
  await add(Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [100 + at, [terms[at % 3]]])));
  expect(vectors.size).toBe(3_003);
  expect(nearest(["shock"], 1)).toEqual([1]);
  expect(nearest(["heat"], 1_001)).toHaveLength(1_001);
});
