import { describe, expect, test } from "vitest";
import { analyzeDocument } from "../search/index/document.ts";
import { Segment } from "../search/index/segment.ts";
import { Segments } from "../search/index/segments.ts";
import { encodeSegment } from "../search/index/write-segment.ts";
import { order } from "./order.ts";
import { cosineTo, unit, wordSpace, type Space } from "./vectors.ts";

const add = (index: Segments, texts: Readonly<Record<number, string>>) =>
  index.add(
    new Segment(
      encodeSegment(
        Object.entries(texts).map(([id, title]) => analyzeDocument({ id: Number(id), title, body: "", names: "" })),
      ),
    ),
  );
const orchard = () => {
  const index = new Segments();
  add(index, {
    1: "Pressing apples for cider",
    2: "Cider of apples and pears",
    3: "Bees and honey",
    4: "Honey of wild bees",
    5: "Storing apples",
    6: "Wasps",
    7: "Bees visit apples",
  });
  return index;
};
const space = (index = orchard()): Space => wordSpace(() => Promise.resolve(index));
const ids = async (...asked: Parameters<typeof order>) => (await order(...asked)).map(({ paper }) => paper);

describe("vectors of words", () => {
  test("have length 1, and are nearest where rare words agree", async () => {
    const vectors = await space().vectorsOf([1, 2, 3, 6, 99]);
    // What stands in no other paper, and in no paper at all, has no vector.
    expect([...vectors.keys()]).toEqual([1, 2, 3]);
    const cosine = cosineTo(vectors.get(1)!);
    expect(cosine(vectors.get(1)!)).toBeCloseTo(1, 5);
    expect(cosine(vectors.get(2)!)).toBeGreaterThan(0.5);
    expect(cosine(vectors.get(3)!)).toBe(0);
    expect(unit([])).toBeNull();
    expect(unit([[1, 0]])).toBeNull();
  });

  test("are made anew when the library has grown", async () => {
    const index = orchard();
    const words = space(index);
    expect((await words.vectorsOf([6])).size).toBe(0);
    add(index, { 8: "Wasps and figs" });
    expect((await words.vectorsOf([6])).size).toBe(1);
  });
});

describe("the order of a reader", () => {
  const others = [1, 3, 4, 5, 7];

  test("has what is like the liked first, and says which of them and by which terms", async () => {
    const [first, ...rest] = await order(space(), { likes: [2], dislikes: [4], others: [1, 3, 5, 7] }, [3, 5, 1, 7]);
    expect(first).toMatchObject({ paper: 1, nearest: 2, terms: ["cider", "appl"] });
    expect(rest.map(({ paper }) => paper)).toEqual([5, 7, 3]);
    expect(rest.at(-1)).toMatchObject({ nearest: null, terms: [] });
    expect(rest[0].score).toBeGreaterThan(rest[1].score);
  });

  test("moves with what is not for the reader", async () => {
    const gap = async (dislikes: readonly number[]) => {
      const found = await order(space(), { likes: [7, 2], dislikes, others }, [3, 5]);
      const score = (id: number) => found.find(({ paper }) => paper === id)!.score;
      return score(5) - score(3);
    };
    expect(await gap([4])).toBeGreaterThan(await gap([]));
    expect(await gap([1])).toBeLessThan(await gap([]));
  });

  test("takes any vectors, and says only terms that mean something", async () => {
    const dense: Space = {
      vectorsOf: (asked) =>
        Promise.resolve(
          new Map(
            asked.flatMap((id) => {
              const vector = unit([
                [0, Math.cos(id)],
                [1, Math.sin(id)],
              ]);
              return vector === null ? [] : [[id, vector] as const];
            }),
          ),
        ),
      termOf: () => null,
    };
    const found = await order(dense, { likes: [1], dislikes: [], others: [3, 4] }, [1.2, 4.2, 2], { limit: 2 });
    expect(found).toMatchObject([
      { paper: 1.2, nearest: 1, terms: [] },
      { paper: 2, nearest: 1 },
    ]);
  });

  test("is empty where no liked paper has a vector, and leaves out what has none", async () => {
    expect(await ids(space(), { likes: [6], dislikes: [], others }, [1])).toEqual([]);
    expect(await ids(space(), { likes: [1], dislikes: [], others }, [6, 99, 2])).toEqual([2]);
  });
});
