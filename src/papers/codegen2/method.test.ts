import { describe, expect, test } from "vitest";
import { constant, evaluate, random } from "#engine";
import { Draw } from "#lab/datasets/draw";
import {
  corrupted,
  drawMiddle,
  drawSpans,
  dynamicSpans,
  lossWeights,
  packed,
  placeSpans,
  plain,
  prefixMask,
  reordered,
  restored,
  spanCount,
  specialCount,
  specialTokens,
  withPrefix,
  type Span,
} from "./method.ts";

const special = specialTokens(100);
const { eot, sep, eom, pre, suf, mid, masks } = special;
const [a, b, c, d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7];
const letters = [a, b, c, d, e, f, g, h];
const drawOf = (name: string) => new Draw(random(3).stream(name));
const masked = (spans: readonly Span[]) => spans.reduce((sum, { start, end }) => sum + end - start, 0);

describe("formats", () => {
  test("two spans of a document of eight: the card's sequence of L + 3k + 2 tokens, whose prefix ends with <sep>", () => {
    const spans = [{ start: 1, end: 3 }, { start: 5, end: 6 }]; // prettier-ignore
    const { tokens, prefix } = corrupted(letters, spans, special);
    expect(tokens).toEqual([a, masks[0], d, e, masks[1], g, h, eot, sep, masks[0], b, c, eom, masks[1], f, eom]);
    expect(tokens.length).toBe(8 + 3 * 2 + 2);
    expect(tokens[prefix - 1]).toBe(sep);
  });
  test("one span is the prompt of the released models: prefix <mask_1> suffix EOT <sep> <mask_1>", () => {
    const { tokens, prefix } = corrupted(letters, [{ start: 2, end: 4 }], special);
    expect(tokens.slice(0, prefix + 1)).toEqual([a, b, masks[0], e, f, g, h, eot, sep, masks[0]]);
  });
  test("spans at both ends, and more spans than masks", () => {
    const ends = [{ start: 0, end: 1 }, { start: 7, end: 8 }]; // prettier-ignore
    expect(restored(corrupted(letters, ends, special).tokens, special)).toEqual(letters);
    const all = letters.map((at) => ({ start: at, end: at + 1 }));
    expect(() => corrupted(letters, [...all, { start: 8, end: 9 }], special)).toThrow("9 spans");
  });
  test("reordered: head, tail, middle, and nothing where the cuts meet", () => {
    const { tokens, prefix } = reordered(letters, { start: 2, end: 4 }, special);
    expect(tokens).toEqual([pre, a, b, suf, e, f, g, h, mid, c, d, eom]);
    expect(tokens[prefix - 1]).toBe(mid);
    expect(reordered([a], { start: 1, end: 1 }, special).tokens).toEqual([pre, a, suf, mid, eom]);
  });
  test("special tokens are all different and follow the text's", () => {
    const all = [eot, sep, eom, pre, suf, mid, ...masks];
    expect([...new Set(all)].sort((x, y) => x - y)).toEqual(Array.from({ length: specialCount(special) }, (_, at) => 100 + at)); // prettier-ignore
  });
});

describe("drawn spans", () => {
  test("give the document back, ten thousand times", () => {
    const draw = drawOf("documents");
    for (let time = 0; time < 10_000; time++) {
      const document = Array.from({ length: draw.between(2, 70) }, () => draw.below(100));
      const { tokens } = corrupted(document, drawSpans(draw, document.length, dynamicSpans), special);
      expect(restored(tokens, special)).toEqual(document);
    }
  });
  test("are in order, apart, not empty, at most eight, and mask round(r L) tokens, at least one", () => {
    for (const ratio of [0.1, 0.15, 0.3, 0.5])
      for (let length = 4; length <= 80; length++) {
        const draw = drawOf(`${ratio} ${length}`);
        const spans = drawSpans(draw, length, { ...dynamicSpans, ratio: [ratio, ratio] });
        expect(spans.length).toBeLessThanOrEqual(8);
        expect(masked(spans)).toBe(Math.max(1, Math.round(ratio * length)));
        let last = -1;
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThan(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(length);
      }
  });
  test("lie at every place equally often: two of one token among five have six places", () => {
    const draw = drawOf("places");
    const counts = new Map<string, number>();
    for (let time = 0; time < 6000; time++) {
      const key = placeSpans(draw, 5, 2, 2)
        .map(({ start }) => start)
        .join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(["0,2", "0,3", "0,4", "1,3", "1,4", "2,4"]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt((6000 * 5) / 36));
  });
  test("are as many as their length makes of the masked tokens, within what there is room for", () => {
    expect([spanCount(64, 10, 3, 8), spanCount(64, 32, 32, 8), spanCount(64, 32, 1, 8)]).toEqual([3, 1, 8]);
    expect(spanCount(4, 3, 1, 8)).toBe(2); // one token is left: no more than two spans around it
  });
  test("have a ratio that is uniform from 0.1 to 0.5", () => {
    const draw = drawOf("ratios");
    const bins = [0, 0, 0, 0];
    // Two hundred tokens show the ratio to half a hundredth.
    for (let time = 0; time < 2000; time++)
      bins[Math.min(3, Math.floor((masked(drawSpans(draw, 200, dynamicSpans)) / 200 - 0.1 + 0.0025) / 0.1))]++;
    for (const count of bins) expect(Math.abs(count - 500)).toBeLessThan(4 * Math.sqrt(2000 * 0.25 * 0.75));
  });
  test("both cuts of a middle are uniform over all places, the ends too", () => {
    const draw = drawOf("cuts");
    let [first, last] = [0, 0];
    for (let time = 0; time < 5000; time++) {
      const { start, end } = drawMiddle(draw, 4);
      if (start === 0) first++;
      if (end === 4) last++;
    }
    for (const count of [first, last]) expect(Math.abs(count / 5000 - 9 / 25)).toBeLessThan(0.03);
  });
});

describe("sequences", () => {
  const documents = [[1, 2, 3], [4, 5], [6, 7, 8, 9]]; // prettier-ignore
  const from = () => documents.values();
  test("plain: documents and their ends, cut", () => {
    const next = from();
    expect([...packed(() => plain(next.next().value!, special), 9).tokens]).toEqual([1, 2, 3, eot, 4, 5, eot, 6, 7]);
  });
  test("corrupted one by one: no span crosses a border, and each has a prefix of its own", () => {
    const next = from();
    const { tokens, prefixes } = packed(() => corrupted(next.next().value!, [{ start: 1, end: 2 }], special), 16);
    expect([...tokens]).toEqual([1, masks[0], 3, eot, sep, masks[0], 2, eom, 4, masks[0], eot, sep, masks[0], 5, eom, 6]); // prettier-ignore
    expect([...prefixes]).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 2, 2, 2, 2, 0, 0, 0, 3]);
    expect([...lossWeights(prefixes)]).toEqual([0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0]);
  });
  test("T inputs with a prefix of l have T - l + 1 targets", () => {
    const sequence = packed(() => ({ tokens: letters, prefix: 0 }), 6);
    for (const size of [1, 2, 3, 4])
      expect(lossWeights(withPrefix(sequence, size).prefixes).reduce((x, y) => x + y)).toBe(5 - size + 1);
  });
});

describe("the prefix mask", () => {
  const allowed = async (...rows: (readonly number[])[]) => {
    const mask = prefixMask(constant(Int32Array.from(rows.flat()), { shape: [rows.length, rows[0].length] }));
    const values = Array.from((await evaluate(mask)).data as Float32Array, (value) => (value === 0 ? 1 : 0));
    const time = rows[0].length;
    return Array.from({ length: values.length / time }, (_, row) =>
      values.slice(row * time, (row + 1) * time).join(""),
    );
  };
  test("T = 5, l = 3: the first three see each other", async () => {
    expect(await allowed([1, 1, 1, 0, 0])).toEqual(["11100", "11100", "11100", "11110", "11111"]);
  });
  test("l of 0 and 1 is causal", async () => {
    const causal = ["10000", "11000", "11100", "11110", "11111"];
    expect(await allowed([0, 0, 0, 0, 0], [1, 0, 0, 0, 0])).toEqual([...causal, ...causal]);
  });
  test("two prefixes do not look ahead into each other", async () => {
    expect(await allowed([1, 1, 0, 2, 2])).toEqual(["11000", "11000", "11100", "11111", "11111"]);
    expect(await allowed([1, 1, 2, 2, 0])).toEqual(["11000", "11000", "11110", "11110", "11111"]);
  });
});
