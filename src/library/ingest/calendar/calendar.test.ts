import { describe, expect, test } from "vitest";
import { absence, announces, expectation, latestDue, nextDue } from "./calendar.ts";
import { newYorkDay, newYorkTime } from "./zone.ts";

const at = (moment: string) => new Date(moment);

describe("arXiv's evenings", () => {
  test("are Sunday to Thursday", () => {
    // 2026-11-15 is a Sunday.
    const week = ["15", "16", "17", "18", "19", "20", "21"].map((day) => announces(`2026-11-${day}`));
    expect(week).toEqual([true, true, true, true, true, false, false]);
  });

  test("are quiet on holidays", () => {
    for (const day of ["2026-01-01", "2026-01-19", "2026-09-07", "2026-11-26", "2026-12-29", "2026-12-31"]) {
      expect(announces(day)).toBe(false);
    }
    expect(announces("2026-12-28")).toBe(true);
    expect(announces("2026-12-30")).toBe(true);
  });

  test("begin at 20:00 Eastern, in winter and in summer", () => {
    expect(expectation("arxiv-announcement", "2026-11-23").due).toEqual(at("2026-11-24T01:00:00Z"));
    expect(expectation("arxiv-announcement", "2026-07-06").due).toEqual(at("2026-07-07T00:00:00Z"));
  });
});

describe("arXiv's feeds", () => {
  test("carry Monday's list after Sunday's evening, and none at weekends", () => {
    expect(expectation("arxiv-feed", "2026-11-23")).toMatchObject({ listed: true, due: at("2026-11-23T05:00:00Z") });
    expect(expectation("arxiv-feed", "2026-11-21")).toMatchObject({ listed: false, why: "weekend", due: null });
    expect(expectation("arxiv-feed", "2026-11-22")).toMatchObject({ listed: false, why: "weekend" });
  });

  test("are empty on the day after a quiet evening", () => {
    expect(expectation("arxiv-feed", "2026-11-26").listed).toBe(true);
    expect(expectation("arxiv-feed", "2026-11-27")).toMatchObject({ listed: false, why: "holiday" });
  });

  test("come after OAI and before the API", () => {
    expect(expectation("arxiv-oai", "2026-11-23").due).toEqual(at("2026-11-23T04:00:00Z"));
    expect(absence("arxiv-api", "2026-11-23", at("2026-11-23T20:00:00Z")).why).toBe("not-yet");
  });

  test("of a year whose holidays nobody has published say so", () => {
    expect(expectation("arxiv-feed", "2027-11-26").holidaysKnown).toBe(false);
    expect(absence("arxiv-feed", "2027-11-26", at("2027-11-26T20:00:00Z")).says).toContain(
      "holidays of 2027 are not known",
    );
  });
});

describe("Daily Papers", () => {
  test("has a list on weekdays, holidays or not", () => {
    expect(expectation("hf-daily", "2026-11-26").listed).toBe(true);
    expect(expectation("hf-daily", "2026-11-28")).toMatchObject({ listed: false, why: "weekend" });
  });
});

describe("a day without papers", () => {
  test.each([
    ["arxiv-feed", "2026-11-21", "2026-11-21T12:00:00Z", "weekend"],
    ["arxiv-feed", "2026-11-27", "2026-11-27T12:00:00Z", "holiday"],
    ["arxiv-feed", "2026-11-23", "2026-11-23T04:59:00Z", "not-yet"],
    ["arxiv-feed", "2026-11-23", "2026-11-23T06:30:00Z", "not-yet"],
    ["arxiv-feed", "2026-11-23", "2026-11-23T07:30:00Z", "late"],
    ["hf-daily", "2026-11-23", "2026-11-23T13:00:00Z", "not-yet"],
    ["hf-daily", "2026-11-23", "2026-11-23T20:00:00Z", "late"],
    ["hf-daily", "2026-11-22", "2026-11-23T20:00:00Z", "weekend"],
  ] as const)("%s, %s seen at %s: %s", (source, day, now, why) => {
    expect(absence(source, day, at(now)).why).toBe(why);
  });

  test("says in words what is the matter", () => {
    expect(absence("arxiv-feed", "2026-11-21", at("2026-11-21T12:00:00Z")).says).toBe("arXiv has no list on Saturdays");
    expect(absence("arxiv-feed", "2026-11-23", at("2026-11-23T15:10:00Z")).says).toBe(
      "expected since 00:00 New York time, 10 hours ago",
    );
    expect(absence("arxiv-oai", "2026-11-23", at("2026-11-23T04:10:00Z")).says).toBe(
      "expected from 23:00 New York time on",
    );
  });
});

describe("freshness is judged by the latest list that is due", () => {
  test.each([
    ["arxiv-feed", "2026-11-23T12:00:00Z", "2026-11-23"],
    ["arxiv-feed", "2026-11-23T05:30:00Z", "2026-11-20"],
    ["arxiv-feed", "2026-11-28T12:00:00Z", "2026-11-26"],
    ["hf-daily", "2026-11-22T12:00:00Z", "2026-11-20"],
    ["arxiv-announcement", "2026-11-24T02:30:00Z", "2026-11-23"],
  ] as const)("%s at %s: %s", (source, now, day) => {
    expect(latestDue(source, at(now))).toBe(day);
  });

  test("and the next look is at the next one", () => {
    expect(nextDue("arxiv-feed", at("2026-11-20T12:00:00Z"))).toEqual(at("2026-11-23T05:00:00Z"));
    expect(nextDue("arxiv-feed", at("2026-11-26T12:00:00Z"))).toEqual(at("2026-11-30T05:00:00Z"));
    expect(nextDue("hf-daily", at("2026-11-23T10:00:00Z"))).toEqual(at("2026-11-23T11:00:00Z"));
  });
});

describe("New York", () => {
  test("is on its own day", () => {
    expect(newYorkDay(at("2026-11-23T04:59:59Z"))).toBe("2026-11-22");
    expect(newYorkDay(at("2026-11-23T05:00:00Z"))).toBe("2026-11-23");
    expect(newYorkDay(at("2026-07-01T04:00:00Z"))).toBe("2026-07-01");
  });

  test.each([
    // Clocks go forward on 2026-03-08 at 02:00 and back on 2026-11-01 at 02:00.
    ["2026-03-07", 20, "2026-03-08T01:00:00Z"],
    ["2026-03-08", 0, "2026-03-08T05:00:00Z"],
    ["2026-03-08", 1, "2026-03-08T06:00:00Z"],
    ["2026-03-08", 3, "2026-03-08T07:00:00Z"],
    ["2026-03-08", 20, "2026-03-09T00:00:00Z"],
    ["2026-10-31", 24, "2026-11-01T04:00:00Z"],
    ["2026-11-01", 0, "2026-11-01T04:00:00Z"],
    ["2026-11-01", 3, "2026-11-01T08:00:00Z"],
    ["2026-11-01", 20, "2026-11-02T01:00:00Z"],
  ])("%s %i o'clock is %s", (day, hour, moment) => {
    expect(newYorkTime(day, hour)).toEqual(at(moment));
  });

  test("every hour of a year but the doubled one is found again", () => {
    for (let day = Date.UTC(2026, 0, 1); day < Date.UTC(2027, 0, 1); day += 86_400_000) {
      const date = new Date(day).toISOString().slice(0, 10);
      expect(newYorkDay(newYorkTime(date, 0))).toBe(date);
      expect(newYorkDay(newYorkTime(date, 20))).toBe(date);
    }
  });
});
