import { XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import type { PaperSummary } from "#library/catalogue";
import type { Verdict } from "#lab/kit/index";
import { cardPng, cardSize, cardSvg } from "./card.ts";

const cardOf = (title: string, verdicts: readonly (Verdict | null)[]) => {
  const claims = verdicts.map((verdict, index) => ({ id: String(index), verdict }));
  const direct = verdicts.filter((verdict) => verdict === "holds" || verdict === "matches").length;
  const reproduced = { direct, proxy: 0, total: verdicts.length };
  return { title, claims, reproduced } as unknown as Pick<PaperSummary, "title" | "claims" | "reproduced">;
};
const lines = (svg: string) => [...svg.matchAll(/<text [^>]*Source Serif[^>]*>([^<]*)/g)].map(([, words]) => words);
const holes = (svg: string) => svg.match(/<g transform/g)?.length ?? 0;

describe("the picture of a paper", () => {
  test("has its title, one hole a claim, and how many hold", () => {
    const svg = cardSvg(cardOf("Layer Normalization", ["matches", "contradicted", null]));
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(lines(svg)).toEqual(["Layer Normalization"]);
    expect(holes(svg)).toBe(3);
    expect(svg).toContain("1 of 3 claims holds");
  });

  test.each([
    ["A very long title ".repeat(30), 5, /…$/],
    ["x".repeat(500), 1, /^x{50}…$/],
    [`<script>&amp; "quoted" \\alpha`, 1, /^&#?\w+;script/],
  ])("holds whatever a title is: %s", (title, most, last) => {
    const svg = cardSvg(cardOf(title, []));
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(lines(svg).length).toBeLessThanOrEqual(most);
    expect(lines(svg).at(-1)).toMatch(last);
    expect(holes(svg)).toBe(0);
  });

  test("leaves out a title whose letters its fonts do not have", () => {
    expect(lines(cardSvg(cardOf("層正規化", ["holds"])))).toEqual([]);
  });

  test("has room for as many claims as a paper may have", () => {
    const svg = cardSvg(cardOf("A", Array<Verdict>(200).fill("holds")));
    for (const [, x, y] of svg.matchAll(/translate\(([\d.]+) ([\d.]+)\)/g)) {
      expect(Number(x)).toBeLessThan(cardSize.width - 60);
      expect(Number(y)).toBeLessThan(540);
    }
  });

  test("is drawn as PNG of its size, with letters and holes in it", async () => {
    const drawn = Buffer.from(await cardPng(cardOf("Layer Normalization", ["matches"])));
    expect(drawn.subarray(1, 4).toString()).toBe("PNG");
    expect([drawn.readUInt32BE(16), drawn.readUInt32BE(20)]).toEqual([cardSize.width, cardSize.height]);
    const empty = Buffer.from(await cardPng(cardOf("層", [])));
    expect(drawn.length).toBeGreaterThan(1.5 * empty.length);
  });
});
