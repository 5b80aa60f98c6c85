import type { Claim } from "#papers/kit/index";
import { describe, expect, test } from "vitest";
import { expectation, reproducedInWords } from "./claims.ts";
import { count, firstSentence, formatBytes, listed, slugify } from "./count.ts";
import { formatDay, formatEstimate, formatMoment, formatSeconds, secondsBetween } from "./time.ts";

describe("time", () => {
  test("days and moments are spelled out, in UTC", () => {
    expect(formatDay("2016-07-21")).toBe("21 July 2016");
    expect(formatMoment("2026-11-23T20:41:07.123Z")).toBe("23 November 2026, 20:41 UTC");
  });
  test("durations have the unit a reader would use", () => {
    expect([0.04, 9.94, 9.96, 59.6, 200, 3600, 7500].map(formatSeconds)).toEqual([
      "0 s",
      "9.9 s",
      "10 s",
      "1 min",
      "3 min 20 s",
      "1 h",
      "2 h 5 min",
    ]);
  });
  test("an estimate does not pretend to be exact", () => {
    expect([1, 38, 44, 130].map(formatEstimate)).toEqual(["5 s", "40 s", "45 s", "2 min"]);
  });
  test("a run that has not ended has no duration", () => {
    expect(secondsBetween("2026-01-01T00:00:00Z", null)).toBeNull();
    expect(secondsBetween("2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z")).toBe(60);
  });
});

describe("counts and lists", () => {
  test("one is singular, thousands are spaced", () => {
    expect([count(1, "run"), count(0, "run"), count(12345, "entry", "entries")]).toEqual([
      "1 run",
      "0 runs",
      "12\u202f345 entries",
    ]);
  });
  test("sizes are decimal", () => {
    expect([999, 1000, 14_200_000, 2.5e9].map(formatBytes)).toEqual(["999 bytes", "1.0 kB", "14 MB", "2.5 GB"]);
  });
  test("items are joined as in a sentence", () => {
    expect([listed([]), listed(["a"]), listed(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
  });
  test("a text becomes part of an address", () => {
    expect([slugify("|dL/dh| vs lag"), slugify("Überlast"), slugify("…")]).toEqual([
      "dl-dh-vs-lag",
      "uberlast",
      "chart",
    ]);
  });
  test("the first sentence ends where the next begins, not at an abbreviation's small letter", () => {
    expect(firstSentence("Uses e.g. norms. Then more.")).toBe("Uses e.g. norms.");
    expect(firstSentence("No end")).toBe("No end");
  });
});

describe("claims", () => {
  const claim: Claim = { says: "", better: "lower", unit: "nats", stated: null, kind: "quality" };
  test("say what a measurement must look like", () => {
    expect(expectation(claim)).toBe("below 0\u00a0nats");
    expect(expectation({ ...claim, better: "higher", unit: "ratio", neutral: 1 })).toBe("above 1");
    expect(expectation({ ...claim, better: "equal", tolerance: 0.02 })).toBe("within 0.02\u00a0nats of 0");
    expect(expectation({ ...claim, better: "equal", unit: "bytes" })).toBe("exactly 0\u00a0bytes");
  });
  test("are counted as reproduced only when measured themselves; stand-ins are counted apart", () => {
    const marks = (...verdicts: (null | "holds" | "matches" | "beyond")[]) =>
      verdicts.map((verdict, id) => ({ id: String(id), says: "", verdict, proxy: false }));
    const words = (direct: number, proxy: number, claims: ReturnType<typeof marks>) =>
      reproducedInWords({ claims, reproduced: { direct, proxy, total: claims.length } });
    expect(words(0, 0, [])).toBe("no claims listed");
    expect(words(0, 0, marks(null, "beyond"))).toBe("2 claims, none measured yet");
    expect(words(1, 0, marks("holds", null))).toBe("1 of 2 claims holds");
    expect(words(2, 1, marks("holds", "matches", "holds"))).toBe("2 of 3 claims hold, 1 more by a stand-in");
  });
});
