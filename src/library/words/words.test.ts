import { judge, type Claim } from "#lab/kit/index";
import { describe, expect, test } from "vitest";
import { doubtInWords, expectation, floorInWords, reproducedInWords, threshold } from "./claims.ts";
import { count, formatBytes, listed, slugify } from "./count.ts";
import { editDistance, nearest } from "./nearest.ts";
import {
  ageOfDay,
  formatDay,
  formatEstimate,
  formatMoment,
  formatMonth,
  formatSeconds,
  secondsBetween,
} from "./time.ts";

const claim: Claim = { statement: "it works", better: "lower", unit: "ratio", stated: null, kind: "speed", neutral: 1 };

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

describe("what would matter, and what could have been seen", () => {
  const nats: Claim = { ...claim, neutral: 0, unit: "nats", kind: "quality", scale: "reduced", counts: 0.01 };
  const sampled = (...values: number[]) => values.map((value, index) => ({ value, exact: false, seed: index + 1 }));

  test("is said with the claim, where it is measured and has no tolerance", () => {
    expect(threshold(nats)).toBe("an effect under 0.01 would not matter");
    expect(threshold({ ...nats, scale: undefined })).toBeNull();
    expect(threshold({ ...nats, better: "equal", counts: undefined })).toBeNull();
  });
  test("is said of an inconclusive claim, with the seeds that would decide", () => {
    expect(doubtInWords(nats, judge(nats, sampled(-0.02, 0.01, 0.03, -0.01)))).toBe(
      "an effect of 0.035\u00a0nats would have shown; 37 seeds would decide",
    );
    expect(doubtInWords(nats, judge(nats, sampled(-0.02, -0.021, -0.022)))).toBeNull();
  });
  test("is not what is wrong with time measured without a twin, or within its floor", () => {
    const time: Claim = { ...nats, kind: "speed", unit: "%", better: "higher", counts: 2 };
    expect(doubtInWords(time, judge(time, sampled(8, 9, 10)))).toContain("without a second copy of the baseline");
    const twins = sampled(9, 9.1, 9.2).map((sample) => ({ ...sample, twin: 5 }));
    expect(doubtInWords(time, judge(time, twins))).toBe(
      "no larger than the difference between two copies of the baseline",
    );
    expect(floorInWords(time, judge(time, twins))).toBe("two copies of the baseline differ by 5\u202f%");
  });
});

describe("how much of a paper was reproduced", () => {
  const mark = (verdict: "holds" | "beyond" | null) => ({ id: "a", says: "", verdict, proxy: false, scale: null });
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

test.each([
  ["2026-11-29", null],
  ["2026-11-28", "yesterday's"],
  ["2026-11-23", "6 days old"],
  ["2026-11-01", "4 weeks old"],
  ["2026-06-17", "5 months old"],
  ["2020-01-13", "6 years old"],
])("a list of %s, on 29 November 2026, is %s", (day, age) => expect(ageOfDay(day, "2026-11-29")).toBe(age));
