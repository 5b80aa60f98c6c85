import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayPeriod, monthPeriod, periodAround, periodPath, periodTitle, weekOf, weekPeriod } from "./period.ts";

const day = fc
  .integer({ min: Date.parse("1901-01-01") / 86_400_000, max: Date.parse("2198-12-31") / 86_400_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));

describe("weeks", () => {
  test.each([
    ["2020-12-31", "2020-W53"],
    ["2021-01-03", "2020-W53"],
    ["2021-01-04", "2021-W01"],
    ["2026-11-23", "2026-W48"],
    ["2026-12-31", "2026-W53"],
    ["2027-01-03", "2026-W53"],
    ["2024-12-30", "2025-W01"],
    ["2016-01-01", "2015-W53"],
  ])("%s is in %s", (date, week) => expect(weekOf(date)).toBe(week));
  test("with a number 53 exist only in years that have one", () => {
    expect(weekPeriod("2026-W53")).toMatchObject({ first: "2026-12-28", end: "2027-01-04" });
    expect(weekPeriod("2025-W53")).toBeNull();
    expect([weekPeriod("2026-W00"), weekPeriod("2026-W54"), weekPeriod("2026-W5")]).toEqual([null, null, null]);
  });
  test("hold every day exactly once", () =>
    fc.assert(
      fc.property(day, (date) => {
        const { first, end, name } = weekPeriod(weekOf(date))!;
        return first <= date && date < end && new Date(first).getUTCDay() === 1 && weekOf(first) === name;
      }),
    ));
});

test("days and months that do not exist are none", () => {
  for (const name of ["2026-02-29", "2026-13-01", "0000-01-01", "2026-1-1", "9999-01-01", "20261123"])
    expect(dayPeriod(name)).toBeNull();
  for (const name of ["2026-00", "2026-13", "0000-01", "2026-1"]) expect(monthPeriod(name)).toBeNull();
  expect(dayPeriod("2024-02-29")).toMatchObject({ end: "2024-03-01" });
  expect(monthPeriod("2026-12")).toMatchObject({ first: "2026-12-01", end: "2027-01-01" });
});

test("periods say in words what they are, and where", () => {
  const around = (kind: "day" | "week" | "month", date: string) => periodAround(kind, date);
  expect(periodTitle(around("day", "2026-11-23"))).toBe("23 November 2026");
  expect(periodTitle(around("month", "2026-11-23"))).toBe("November 2026");
  expect(periodTitle(around("week", "2026-11-18"))).toBe("Week 47 of 2026, 16 to 22 November 2026");
  expect(periodTitle(around("week", "2026-12-01"))).toBe("Week 49 of 2026, 30 November to 6 December 2026");
  expect(periodTitle(around("week", "2027-01-01"))).toBe("Week 53 of 2026, 28 December 2026 to 3 January 2027");
  expect(periodPath(around("day", "2026-11-23"))).toBe("/2026-11-23");
  expect(periodPath(around("week", "2026-11-23"))).toBe("/week/2026-W48");
});
