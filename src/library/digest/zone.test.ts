import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayIn, isZone, momentOf, weekdayOf, weekOf } from "./zone.ts";

describe("an hour of a zone's day", () => {
  const at = (zone: string, day: string, hour: number) => momentOf(zone, day, hour).toISOString().slice(0, 16);

  test("is another moment in summer than in winter", () => {
    expect(at("Europe/Berlin", "2026-01-15", 8)).toBe("2026-01-15T07:00");
    expect(at("Europe/Berlin", "2026-07-15", 8)).toBe("2026-07-15T06:00");
    expect(at("America/New_York", "2026-11-25", 8)).toBe("2026-11-25T13:00");
    expect(at("Asia/Kolkata", "2026-11-25", 8)).toBe("2026-11-25T02:30");
    expect(at("Pacific/Kiritimati", "2026-11-25", 8)).toBe("2026-11-24T18:00");
    expect(at("UTC", "2026-11-25", 8)).toBe("2026-11-25T08:00");
  });
  test("that clocks jump over is the moment of the jump", () => {
    expect(at("Europe/Berlin", "2026-03-29", 2)).toBe("2026-03-29T01:00");
    expect(at("America/New_York", "2026-03-08", 2)).toBe("2026-03-08T07:00");
    expect(at("Australia/Lord_Howe", "2026-10-04", 2)).toBe("2026-10-03T15:30");
  });
  test("that comes twice is its first coming", () => {
    expect(at("Europe/Berlin", "2026-10-25", 2)).toBe("2026-10-25T00:00");
    expect(at("America/New_York", "2026-11-01", 1)).toBe("2026-11-01T05:00");
  });
  test("on the days around a change is what clocks show", () => {
    expect(at("Europe/Berlin", "2026-03-28", 8)).toBe("2026-03-28T07:00");
    expect(at("Europe/Berlin", "2026-03-29", 8)).toBe("2026-03-29T06:00");
    expect(at("Europe/Berlin", "2026-10-25", 8)).toBe("2026-10-25T07:00");
  });
  test("lies on that day wherever it is", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    const days = fc
      .integer({ min: 0, max: 3_000 })
      .map((n) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(fc.constantFrom(...zones), days, fc.integer({ min: 0, max: 23 }), (zone, day, hour) => {
        expect(dayIn(zone, momentOf(zone, day, hour))).toBe(day);
      }),
      { numRuns: 300 },
    );
  });
});

test("weeks are those of ISO 8601, also around New Year", () => {
  expect(["2026-11-25", "2026-12-31", "2027-01-01", "2027-01-04", "2024-12-30", "2021-01-03"].map(weekOf)).toEqual([
    "2026-W48",
    "2026-W53",
    "2026-W53",
    "2027-W01",
    "2025-W01",
    "2020-W53",
  ]);
  expect(["2026-11-23", "2026-11-29"].map(weekdayOf)).toEqual([1, 7]);
});

test("a zone is a name that the world knows, not an offset", () => {
  expect(["Europe/Berlin", "UTC", "Asia/Calcutta", "Etc/GMT+3"].map(isZone)).toEqual([true, true, true, true]);
  expect(["", "+01:00", "Mars/Olympus", "Europe/Berlin; drop", "../etc"].map(isZone)).toEqual(Array(5).fill(false));
});
