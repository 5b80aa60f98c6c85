import { describe, expect, test } from "vitest";
import type { Effect } from "#papers/dahsf/method";
import { filtersOf, mergedFilters, readQuery } from "./reading.ts";

const today = "2026-11-30";
const everybody = async () => true;
const read = (query: string, known: (effects: readonly Effect[]) => Promise<boolean> = everybody) =>
  readQuery(query, today, known);

describe("a query is read", () => {
  test("into what is searched for, and chips with the words that they came from", async () => {
    const { text, phrases, normal } = await read("papers on layer norm since 2024, most discussed first");
    expect(text).toBe("layer norm");
    expect(phrases.map(({ chip }) => chip)).toEqual([
      {
        words: "since 2024",
        says: "published 2024-01-01 or later",
        without: "papers on layer norm, most discussed first",
        asWords: 'papers on layer norm text:"since 2024", most discussed first',
      },
      {
        words: "most discussed first",
        says: "most discussed first",
        without: "papers on layer norm since 2024",
        asWords: 'papers on layer norm since 2024, text:"most discussed first"',
      },
    ]);
    expect(normal).toBe("layer norm published>=2024-01-01 sort:comments");
  });

  test("and words behind a hyphen are left out, beside whatever else was read", async () => {
    const found = await read('papers on norm -vision since 2024 -"image captioning"');
    expect(found).toMatchObject({ text: "norm", without: '-vision -"image captioning"' });
    expect(found.normal).toBe('norm published>=2024-01-01 -vision -"image captioning"');
    expect(found.phrases[0].chip.without).toBe('papers on norm -vision -"image captioning"');
    expect(found.negatives).toEqual([
      {
        words: "-vision",
        says: "without “vision”",
        without: 'papers on norm since 2024 -"image captioning"',
        asWords: 'papers on norm vision since 2024 -"image captioning"',
      },
      {
        words: '-"image captioning"',
        says: "without “image captioning”",
        without: "papers on norm -vision since 2024",
        asWords: 'papers on norm -vision since 2024 "image captioning"',
      },
    ]);
    expect(await read(found.normal)).toMatchObject({ text: "norm", without: found.without });
    expect(mergedFilters({ without: "speech" }, { without: "-vision" })).toMatchObject({ without: "speech -vision" });
  });

  test("and each way out of a chip leads where it says", async () => {
    const { phrases } = await read("optimizers with code by Ann Lee between 2019 and 2021, newest first");
    for (const { chip } of phrases) {
      const less = await read(chip.without);
      expect(less.phrases.map(({ chip: { words } }) => words)).toEqual(
        phrases.map(({ chip: { words } }) => words).filter((words) => words !== chip.words),
      );
      expect(less.text).toBe("optimizers");
      const words = await read(chip.asWords);
      expect(words.phrases.length).toBe(phrases.length - 1);
      expect(words.text).toContain(chip.words);
    }
  });

  test.each([
    "what is layer norm",
    "attention is all you need",
    '"since 2024" papers',
    "papers on pruning",
    "",
    "a  b",
  ])("but not where nothing acts: %j goes to the index as it was typed", async (query) =>
    expect(await read(query)).toMatchObject({ text: query, phrases: [], normal: query }),
  );

  test("and a name that nobody has is searched for", async () => {
    const { text, phrases } = await read("papers by Monte Carlo since 2020", async (effects) =>
      effects.every((effect) => effect.kind !== "filter" || effect.field !== "author"),
    );
    expect(text).toBe("by Monte Carlo");
    expect(phrases.map(({ chip }) => chip.words)).toEqual(["since 2020"]);
  });
});

test("filters of the text and of the form are merged: of days the narrower, else the form's", () => {
  const filter = (field: "published" | "code", op: ">=" | "=", value: string): Effect => ({
    ...{ kind: "filter", field, op, value },
  });
  const typed = filtersOf([filter("published", ">=", "2024-01-01"), filter("code", "=", "no")]);
  expect(mergedFilters({ from: "2020-01-01", code: true, topic: undefined }, typed)).toMatchObject({
    from: "2024-01-01",
    code: true,
  });
  expect(mergedFilters({ from: "2025-01-01" }, typed)).toMatchObject({ from: "2025-01-01", code: false });
});
