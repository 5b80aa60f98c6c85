import { describe, expect, test } from "vitest";
import { lastDue, nextDue, periodOf, type Schedule } from "./schedule.ts";

const daily: Schedule = { frequency: "daily", weekday: 1, hour: 8, zone: "Europe/Berlin" };
const weekly: Schedule = { ...daily, frequency: "weekly", weekday: 5 };
const next = (schedule: Schedule, after: string) => nextDue(schedule, new Date(after)).toISOString().slice(0, 16);
const last = (schedule: Schedule, now: string) => lastDue(schedule, new Date(now)).toISOString().slice(0, 16);

describe("a daily digest", () => {
  test("is due every day at the reader's hour, 23 and 25 hours apart when clocks change", () => {
    expect(next(daily, "2026-11-25T06:59:59Z")).toBe("2026-11-25T07:00");
    expect(next(daily, "2026-11-25T07:00:00Z")).toBe("2026-11-26T07:00");
    expect(next(daily, "2026-03-28T07:00:00Z")).toBe("2026-03-29T06:00");
    expect(next(daily, "2026-10-24T06:00:00Z")).toBe("2026-10-25T07:00");
  });
  test("comes once on the day on which its hour comes twice", () => {
    const twice = { ...daily, hour: 2 };
    expect(next(twice, "2026-10-24T23:59:00Z")).toBe("2026-10-25T00:00");
    expect(next(twice, "2026-10-25T00:00:00Z")).toBe("2026-10-26T01:00");
  });
  test("is due in zones whose day is not ours", () => {
    expect(next({ ...daily, zone: "Pacific/Kiritimati", hour: 0 }, "2026-11-25T09:00:00Z")).toBe("2026-11-25T10:00");
    expect(next({ ...daily, zone: "Pacific/Pago_Pago", hour: 23 }, "2026-11-25T09:00:00Z")).toBe("2026-11-25T10:00");
  });
  test("was last due at the last such moment", () => {
    expect(last(daily, "2026-11-25T07:00:00Z")).toBe("2026-11-25T07:00");
    expect(last(daily, "2026-11-25T06:59:59Z")).toBe("2026-11-24T07:00");
  });
});

describe("a weekly digest", () => {
  test("is due on its day of the week", () => {
    expect(next(weekly, "2026-11-25T12:00:00Z")).toBe("2026-11-27T07:00");
    expect(next(weekly, "2026-11-27T07:00:00Z")).toBe("2026-12-04T07:00");
    expect(last(weekly, "2026-11-27T06:00:00Z")).toBe("2026-11-20T07:00");
  });
  test("is named by its week, a daily one by its day", () => {
    expect(periodOf("weekly", "2026-11-27")).toBe("2026-W48");
    expect(periodOf("daily", "2026-11-27")).toBe("2026-11-27");
  });
});
