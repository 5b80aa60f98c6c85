import type { Claim } from "#lab/kit/index";
import { describe, expect, test } from "vitest";
import { expectation, reproducedInWords } from "./claims.ts";
import { count, formatBytes, listed, slugify } from "./count.ts";
import { editDistance, nearest } from "./nearest.ts";
import { formatDay, formatEstimate, formatMoment, formatMonth, formatSeconds, secondsBetween } from "./time.ts";

const claim: Claim = { says: "it works", better: "lower", unit: "ratio", stated: null, kind: "speed", neutral: 1 };

describe("what a claim expects", () => {
  test.each([
    [{}, "below 1"],
    [{ better: "higher", neutral: undefined, unit: "nats" }, "above 0\u00a0nats"],
    [{ better: "equal", neutral: undefined, unit: "nats", tolerance: 1e-5 }, "within 10⁻⁵\u00a0nats of 0"],
    [{ better: "equal" }, "exactly 1"],
  ] as [Partial<Claim>, string][])("%o is said as %s", (changes, said) => {
    expect(expectation({ ...claim, ...changes })).toBe(said);
  });
});

describe("how much of a paper was reproduced", () => {
  const mark = (verdict: "holds" | "beyond" | null) => ({ id: "a", says: "", verdict, proxy: false });
  test("is said with stand-ins apart", () => {
    const claims = [mark("holds"), mark("holds"), mark("beyond")];
    expect(reproducedInWords({ claims, reproduced: { direct: 3, proxy: 1, total: 5 } })).toBe(
      "3 of 5 claims hold, 1 more by a stand-in",
    );
    expect(reproducedInWords({ claims, reproduced: { direct: 1, proxy: 0, total: 5 } })).toBe("1 of 5 claims holds");
  });
  test("is not nought before anything was measured", () => {
    expect(
      reproducedInWords({ claims: [mark(null), mark("beyond")], reproduced: { direct: 0, proxy: 0, total: 2 } }),
    ).toBe("2 claims, none measured yet");
    expect(reproducedInWords({ claims: [], reproduced: { direct: 0, proxy: 0, total: 0 } })).toBe("no claims listed");
  });
});

describe("times", () => {
  test("are said in UTC, as they are stored", () => {
    expect(formatDay("2016-07-21")).toBe("21 July 2016");
    expect(formatMonth("2016-07")).toBe("July 2016");
    expect(formatMoment("2026-11-23T00:41:07.123Z")).toBe("23 November 2026, 00:41 UTC");
  });
  test("that passed are exact, those to come are not", () => {
    expect([0.42, 9.97, 40, 200, 7500].map(formatSeconds)).toEqual([
      "0.4 s",
      "10 s",
      "40 s",
      "3 min 20 s",
      "2 h 5 min",
    ]);
    expect([1, 42, 100, 1500].map(formatEstimate)).toEqual(["5 s", "40 s", "2 min", "25 min"]);
  });
  test("between two moments are never negative, and unknown before the end", () => {
    expect(secondsBetween("2026-01-01T00:00:00Z", "2026-01-01T00:00:40Z")).toBe(40);
    expect(secondsBetween("2026-01-01T00:00:00Z", "2025-01-01T00:00:00Z")).toBe(0);
    expect(secondsBetween("2026-01-01T00:00:00Z", null)).toBeNull();
  });
});

describe("small words", () => {
  test("count, list and measure", () => {
    expect([count(1, "author"), count(3303, "author")]).toEqual(["1 author", "3\u202f303 authors"]);
    expect(listed(["a", "b", "c"])).toBe("a, b and c");
    expect([512, 2_770_878, 14_239_897].map(formatBytes)).toEqual(["512 bytes", "2.8 MB", "14 MB"]);
  });
  test("make addresses", () => {
    expect(slugify("|dL/dh| vs lag")).toBe("dl-dh-vs-lag");
    expect(slugify("→")).toBe("chart");
  });
});

describe("the nearest name", () => {
  const papers = ["layer-norm", "power-norm", "mix-ln", "curse-of-depth"];
  const near = (wanted: string) => nearest(wanted, papers, (slug) => [slug]);
  test("counts a swap of neighbours as one edit", () => {
    expect([editDistance("nrom", "norm"), editDistance("kitten", "sitting"), editDistance("", "ab")]).toEqual([
      1, 3, 2,
    ]);
  });
  test("is found through typing errors and parts of names", () => {
    expect(near("layr-nrom")[0]).toBe("layer-norm");
    expect(near("depth")).toEqual(["curse-of-depth"]);
  });
  test("is nobody's where nothing is near", () => {
    expect(near("xyzzy-plugh")).toEqual([]);
    expect(near("")).toEqual([]);
  });
});
