import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, isBelievable, readDate } from "./dates.ts";

test.each([
  ["2026-11-23", "2026-11-23"],
  ["2026-11-23T23:59:59Z", "2026-11-23"],
  ["2026-11-23T00:00:00-05:00", "2026-11-23"],
  ["2026-11", "2026-11"],
  ["2026", "2026"],
  ["2026/11/23", "2026-11-23"],
  ["2026/11/23/Spring", "2026-11-23"],
  ["2026///", "2026"],
  ["2026/11//", "2026-11"],
  ["20261123", "2026-11-23"],
  ["2024-06~", "2024-06"],
  ["2024-01/2024-03", "2024-01"],
  ["Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02"],
  ["Tue, 15 Sep 2026 00:00:00 -0400", "2026-09-15"],
  ["Jun 24, 2024", "2024-06-24"],
  ["24 June 2024", "2024-06-24"],
  ["June 2024", "2024-06"],
  ["Sept. 2024", "2024-09"],
  ["0000-01-01", "0000-01-01"],
])("%s is %s", (text, date) => {
  expect(readDate(text)).toBe(date);
});

test.each(["", "soon", "2026-13-01", "2026-02-30", "2007-04-999", "24 Foo 2024", "12345"])("%s is no date", (text) => {
  expect(readDate(text)).toBeNull();
});

test("leap days exist in leap years only", () => {
  expect(readDate("2000-02-29")).toBe("2000-02-29");
  expect(readDate("1900-02-29")).toBeNull();
});

test("year 0 and the future are not believed, tomorrow is", () => {
  expect(isBelievable("0000", "2026-11-23")).toBe(false);
  expect(isBelievable("2026-11-24", "2026-11-23")).toBe(true);
  expect(isBelievable("2026-11-25", "2026-11-23")).toBe(false);
  expect(isBelievable("2027", "2026-11-23")).toBe(false);
  expect(isBelievable("2026", "2026-11-23")).toBe(true);
});

test("days are added across months and years", () => {
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("2024-03-01", -1)).toBe("2024-02-29");
});

test("whatever is read is a date that exists", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.date({ noInvalidDate: true }).map(String),
        fc.stringMatching(/^\d{4}[-/]\d\d?[-/]\d\d?$/),
      ),
      (text) => {
        const date = readDate(text);
        if (date !== null) expect(date).toMatch(/^\d{4}(-\d{2}(-\d{2})?)?$/);
        if (date?.length === 10) expect(new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10)).toBe(date);
      },
    ),
  );
});
