import { expect, test } from "vitest";
import { dayBefore, readDay } from "./list-day.ts";

const listed = (text: string, limit: string) => dayBefore(readDay(text)!.day, limit);

test.each([
  ["Jun 24, 2024", "2024-06-24"],
  ["Apr 6", "2026-04-06"],
  ["Jun 17", "2026-06-17"],
  ["Jun 18", "2025-06-18"],
  ["Feb 29", "2024-02-29"],
  ["Dec 18, 2024 2", "2024-12-18"],
])("%s on a page of 17 June 2026 is %s", (text, expected) => expect(listed(text, "2026-06-17")).toBe(expected));

test("a number behind the date is its own, with or without a space", () => {
  expect(readDay("May 30 2")).toMatchObject({ day: { year: null, month: 5, day: 30 }, rest: 2 });
  expect(readDay("Jun 24, 20241")).toMatchObject({ day: { year: 2024, month: 6, day: 24 }, rest: 1 });
  expect(readDay("May 30")!.rest).toBeNull();
});

test.each(["", "Foo 3", "Feb 30", "Jun 0", "Jun 24, 2023 x", "3 authors", "Jun", "Feb 29, 2023"])(
  "%j is no day",
  (text) => expect(readDay(text)).toBeNull(),
);

test("a leap day is found across a century that has none", () =>
  expect(listed("Feb 29", "2103-01-01")).toBe("2096-02-29"));
