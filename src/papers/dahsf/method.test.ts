import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { Draw } from "#lab/datasets/draw";
import golden from "./golden/numbers.json" with { type: "json" };
import { sampleQueries, today } from "./experiment/corpus.ts";
import { seedLexicon } from "./experiment/seed.ts";
import { isRight, learn } from "./learn.ts";
import {
  compileLayer,
  digest,
  digestLayer,
  english,
  languageOf,
  meaningKey,
  meaningOf,
  print,
  protect,
  withLeaf,
  withWording,
  type Effect,
  type Layer,
  type Node,
} from "./method.ts";

const read = (query: string, day = "2026-11-30") => {
  const found = digest(query, { today: day });
  const said = (effect: Effect) =>
    effect.kind === "filter"
      ? `${effect.field} ${effect.op} ${effect.value}`
      : effect.kind === "order"
        ? `sort ${effect.by}`
        : `limit ${effect.count}`;
  return [found.text, ...meaningOf(found).map(said)];
};

describe("a layer", () => {
  type N = Node<string>;
  const token = (symbol: string, at: number): N => ({
    symbol,
    kinds: /^\d+$/.test(symbol) ? ["<number>"] : [],
    start: at,
    end: at + 1,
    value: null,
    children: [],
    rule: null,
  });
  const layer: Layer<string, null> = {
    name: "letters",
    trees: [
      { symbol: "X", leaves: ["a", "a b", "c"] },
      { symbol: "Y", name: "later", leaves: ["a b"] },
      { symbol: "Z", leaves: ["a b"], priority: 1, right: (next) => next?.symbol === "!" },
      { symbol: "N", leaves: ["<number>"], act: ([node]) => (node.start > 0 ? "not first" : null) },
    ],
  };
  const symbols = (text: string, compiled = compileLayer(layer)) =>
    digestLayer(compiled, text.split(" ").map(token), null).map(({ symbol }) => symbol);

  test("takes the longest alternative, then the larger priority, then the earlier tree, and copies the rest", () => {
    expect(symbols("a b c d")).toEqual(["X", "X", "d"]);
    expect(symbols("a b !")).toEqual(["Z", "!"]);
    expect(symbols("a a b")).toEqual(["X", "X"]);
  });
  test("asks guards and actions, and tries the next where they refuse", () => {
    expect(symbols("7 7")).toEqual(["7", "N"]);
  });
  test("repeats until nothing changes where it is told to", () => {
    const fix = compileLayer<string, null>({ name: "pairs", fix: true, trees: [{ symbol: "a", leaves: ["a a"] }] });
    expect(symbols("a a a a a", fix)).toEqual(["a"]);
  });
  test("with one more leaf reads it, and is itself unchanged", () => {
    const compiled = compileLayer(layer);
    expect(symbols("d e", withLeaf(compiled, 1, "d e"))).toEqual(["Y"]);
    expect(symbols("d e", compiled)).toEqual(["d", "e"]);
    expect(symbols("a b", withLeaf(compiled, 1, "a b c"))).toEqual(["X"]);
  });
  test("refuses an alternative of nothing", () => {
    expect(() => compileLayer({ name: "bad", trees: [{ symbol: "A", leaves: [" "] }] })).toThrow(
      "bad: A has an empty alternative",
    );
  });
});

describe("queries of the card", () => {
  test.each<[string, string[]]>([
    [
      "papers on layer norm since 2024, most discussed first",
      ["layer norm", "published >= 2024-01-01", "sort comments"],
    ],
    [
      "newest preprints by Yann LeCun between 2019 and 2021",
      ["", "sort newest", "author = Yann LeCun", "published >= 2019-01-01", "published <= 2021-12-31"],
    ],
    [
      "top 10 papers on pruning without code in March 2023",
      ["pruning", "limit 10", "code = no", "published >= 2023-03-01", "published <= 2023-03-31"],
    ],
    [
      "papers on out of distribution detection before 2020-06",
      ["out of distribution detection", "published <= 2020-05-31"],
    ],
    ["attention is all you need", ["attention is all you need"]],
    ['"since 2024" papers', ['"since 2024"']],
    ["on layer normalization in the transformer architecture", ["layer normalization in the transformer architecture"]],
    ["not reproduced papers about optimizers", ["optimizers", "reproduced = no"]],
    ["optimizers until Feb 2024", ["optimizers", "published <= 2024-02-29"]],
  ])("%s", (query, meant) => expect(read(query)).toEqual(meant));
});

describe("Python's regular expressions and calendar agree (golden/make.py)", () => {
  test.each(golden.layers.map((row) => [row.text, row] as const))("layers: %s", (text, { trees, digested }) => {
    const layer: Layer<string, null> = {
      name: "golden",
      trees: Object.entries(trees).map(([symbol, leaves]) => ({
        symbol,
        leaves: leaves.map((leaf) => [...leaf].join(" ")),
      })),
    };
    const tokens = [...text].map((symbol, at) => ({
      ...{ symbol, kinds: [], value: null, children: [], rule: null },
      ...{ start: at, end: at + 1 },
    }));
    const left = digestLayer(compileLayer(layer), tokens, null);
    expect(left.map(({ symbol }) => symbol).join("")).toBe(digested);
  });
  test.each(golden.times.map((row) => [row.words, row.today, row] as const))(
    "times: %s, on %s",
    (words, day, { from, to }) =>
      expect(read(`attention in ${words}`, day)).toEqual(["attention", `published >= ${from}`, `published <= ${to}`]),
  );
});

describe("words that could be taken for a phrase", () => {
  test.each([
    "most recent common ancestor",
    "after effects",
    "learning by doing",
    "learning with code switching",
    "pretraining with code in Python",
    "written either by Prieve or Udo Pooch",
    "results reproduced in simulation",
    "top 5 error",
    "what happened since",
    "ImageNet 2012",
    "may the best model win",
    "case study",
    "search engines",
    "C++ and GPT-4",
    "code:maybe published>=soon limit:0",
    "topic:a\u0000b source:\ud800",
    "between two ferns",
    "papers",
  ])("%s", (query) => expect(read(query)).toEqual([query]));

  test("a text of more than thirty words is a description: only operators are read in it", () => {
    const long = `papers since 2024 about ${"deep ".repeat(40)}learning`;
    expect(read(long)).toEqual([long]);
    expect(read(`${long} code:yes`)).toEqual([long, "code = yes"]);
  });

  test("an order that nobody can give stays in the text, and is told", () => {
    const { text, notices } = digest("most cited papers on pruning", { today });
    expect([text, notices]).toEqual(["most cited papers on pruning", ["most cited"]]);
  });
});

describe("times are counted from the given day", () => {
  const days = (query: string, today: string) =>
    read(query, today)
      .slice(1)
      .map((part) => part.slice(-10));
  test.each<[string, string, string[]]>([
    ["papers from this week", "2026-11-30", ["2026-11-30", "2026-12-06"]],
    ["papers from last week", "2026-11-29", ["2026-11-16", "2026-11-22"]],
    ["attention in the past month", "2024-03-31", ["2024-02-29", "2024-03-31"]],
    ["attention last 3 months", "2024-01-31", ["2023-10-31", "2024-01-31"]],
    ["attention last year", "2024-01-31", ["2023-01-01", "2023-12-31"]],
    ["attention since yesterday", "2024-03-01", ["2024-02-29"]],
    ["attention after 31 December 2023", "2024-03-01", ["2024-01-01"]],
    ["attention from 2021 to 2019", "2024-03-01", ["2019-01-01", "2021-12-31"]],
    ["2024 papers on attention", "2024-03-01", ["2024-01-01", "2024-12-31"]],
  ])("%s on %s", (query, day, expected) => expect(days(query, day)).toEqual(expected));
});

describe("properties", () => {
  const pairs = sampleQueries(new Draw(random(2001).stream("properties")), 400);

  test("the standard wording of a meaning is digested to that meaning, whatever its text", () => {
    const texts = [
      "since 2024",
      'most discussed first "by hand" with code',
      "that are",
      "papers",
      "a, b and",
      "sort:votes",
    ];
    for (const [at, { text, effects }] of pairs.entries()) {
      const meaning = { text: texts[at] ?? text, effects };
      const again = digest(print(meaning, { today }), { today });
      expect(meaningKey({ text: again.text, effects: meaningOf(again) })).toBe(meaningKey(meaning));
    }
  });

  test("phrases lie in the query, in order, without overlap", () => {
    for (const { query } of pairs) {
      let end = 0;
      for (const chip of digest(query, { today }).chips) {
        expect(chip.start).toBeGreaterThanOrEqual(end);
        expect(query.slice(chip.start, chip.end)).toBe(chip.words);
        end = chip.end;
      }
      expect(end).toBeLessThanOrEqual(query.length);
    }
  });

  test("independent phrases mean the same in any order", () => {
    const phrases = ["since 2020", "with code", "by Ada Lovelace", "newest first"];
    const keys = [0, 1, 2, 3].flatMap((first) =>
      [1, 2, 3].map((by) => {
        const order = phrases.map((_, at) => phrases[(first + at * (by === 2 ? 3 : by)) % 4]);
        const found = digest(`papers on sparse kernels ${order.join(", ")}`, { today });
        return meaningKey({ text: found.text, effects: meaningOf(found) });
      }),
    );
    expect(new Set(keys).size).toBe(1);
  });

  test("a wording that stands in no query changes none", () => {
    const before = languageOf(english);
    const after = withWording(before, "SINCE", "henceforth of");
    for (const { query } of pairs)
      expect(digest(query, { today, language: after }).chips).toEqual(digest(query, { today, language: before }).chips);
  });

  test("work grows with the length, not with its square", () => {
    const steps = (words: number) => {
      let read = 0;
      const counted = Array.from({ length: words }, (_, at): Node<never> => ({
        get symbol() {
          read++;
          return at % 3 === 0 ? "a" : "b";
        },
        kinds: [],
        start: at,
        end: at + 1,
        value: null,
        children: [],
        rule: null,
      }));
      digestLayer(
        compileLayer<never, null>({ name: "n", trees: [{ symbol: "A", leaves: ["a b b", "a b a"] }] }),
        counted,
        null,
      );
      return read;
    };
    expect(steps(2000) / steps(1000)).toBeLessThan(2.1);
  });

  test("any text is read without an error, and protected text is text again", () => {
    for (const text of [
      "",
      " ",
      '"',
      "«»",
      "#",
      "text:",
      'text:"',
      "\u0000\ud800 by",
      "published>=9999-99-99",
      "a".repeat(5000),
      "since ".repeat(900),
    ])
      expect(digest(text, { today }).query).toBe(text);
    expect(digest(protect("since 2024, most discussed first"), { today }).text).toBe(
      "since 2024, most discussed first",
    );
    expect(digest(protect("since 2024"), { today }).chips).toEqual([]);
  });
});

describe("learning", () => {
  const pair = (query: string, ...effects: Effect[]) => ({ query, text: "sparse kernels", effects });
  const since: Effect = { kind: "filter", field: "published", op: ">=", value: "2020-01-01" };

  test("adds the shortest wording that sets most queries right, and goes on from there", () => {
    const language = learn(
      seedLexicon,
      [
        pair("papers on sparse kernels not before 2020", since),
        pair("writings on sparse kernels not before 2020", since),
        pair("writings on sparse kernels"),
        pair("writings on sparse kernels since 2020", since),
      ],
      today,
    );
    expect(language.lexicon.SINCE).toEqual(["since", "not before"]);
    expect(Object.entries(language.lexicon).find(([, wordings]) => wordings.includes("writings"))).toBeDefined();
    expect(isRight(language, pair("writings on sparse kernels not before 2020", since), today)).toBe(true);
  });

  test("loses nothing that was read rightly", () => {
    const [old, added] = [0, 1].map((at) => sampleQueries(new Draw(random(2002).stream(`list ${at}`)), 16));
    const before = learn(seedLexicon, old, today);
    const after = learn(before.lexicon, [...old, ...added], today);
    for (const known of old.filter((pair) => isRight(before, pair, today)))
      expect(isRight(after, known, today)).toBe(true);
  });
});
