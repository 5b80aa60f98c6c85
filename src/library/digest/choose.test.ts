import { describe, expect, test } from "vitest";
import { whyNothing } from "./skipped.ts";
import { beginning, choose, type Candidate, type Interests } from "./choose.ts";

const paper = (id: number, more: Partial<Candidate> = {}): Candidate => ({
  id,
  day: "2026-11-25",
  topics: [],
  authors: [],
  votes: 0,
  comments: 0,
  foundBy: new Set(),
  has: () => false,
  ...more,
});
const everything: Interests = {
  everything: true,
  topics: new Set(),
  authors: new Set(),
  searches: [],
  without: "",
  unless: new Map(),
  minVotes: 0,
  maxPapers: 20,
};
const when = { after: "2026-11-22", day: "2026-11-25", mailed: new Set<number>() };
const ids = (candidates: Candidate[], interests: Partial<Interests>, at = when) =>
  choose(candidates, { ...everything, ...interests }, at).papers.map((entry) => entry.paper);

describe("a digest", () => {
  test("has the papers of its days that were not mailed yet, in the order of their rank", () => {
    const days = ["2026-11-25", "2026-11-22", "2026-11-23", "2026-11-26", "2026-11-24"];
    const candidates = days.map((day, index) => paper(index + 1, { day }));
    expect(ids(candidates, {})).toEqual([1, 3, 5]);
    expect(ids(candidates, {}, { ...when, mailed: new Set([3]) })).toEqual([1, 5]);
  });

  test("says of each paper why it is there", () => {
    const topics = [{ slug: "depth", name: "Depth" }];
    const authors = [{ key: "j ba", name: "J. Ba" }];
    const candidates = [
      paper(1, { topics, authors, foundBy: new Set(["norms"]) }),
      paper(2, { topics, foundBy: new Set(["norms"]) }),
      paper(3, { topics }),
      paper(4, { votes: 9, comments: 2 }),
    ];
    const interests = {
      everything: false,
      topics: new Set(["depth"]),
      authors: new Set(["j ba"]),
      searches: ["norms"],
    };
    const { papers } = choose(candidates, { ...everything, ...interests }, when);
    expect(papers.map(({ why }) => why)).toEqual([
      { kind: "author", name: "J. Ba" },
      { kind: "search", query: "norms" },
      { kind: "topic", name: "Depth" },
    ]);
    expect(choose([candidates[3], paper(5)], everything, when).papers.map(({ why }) => why)).toEqual([
      { kind: "trending", votes: 9, comments: 2 },
      { kind: "new" },
    ]);
  });

  test("of everything is not narrowed by what its reader follows: that is named first, and kept first", () => {
    const topics = [{ slug: "depth", name: "Depth" }];
    const candidates = [paper(1, { votes: 9 }), paper(2), paper(3, { topics })];
    const follows = { ...everything, topics: new Set(["depth"]) };
    expect(choose(candidates, follows, when).papers.map(({ why }) => why.kind)).toEqual(["trending", "new", "topic"]);
    expect(choose(candidates, { ...follows, maxPapers: 2 }, when).papers.map((entry) => entry.paper)).toEqual([1, 3]);
  });

  test("that is empty says why", () => {
    const topics = [{ slug: "depth", name: "Depth" }];
    const narrow = { ...everything, everything: false, topics: new Set(["vision"]) };
    expect(whyNothing([], everything, when)).toBe("there is no paper of 23 November 2026 to 25 November 2026");
    expect(whyNothing([paper(1)], everything, { ...when, mailed: new Set([1]) })).toContain("was mailed before");
    expect(whyNothing([paper(1, { topics })], narrow, when)).toContain("fits what it asks for (1 topic)");
    expect(whyNothing([paper(1, { votes: 2 })], { ...everything, minVotes: 5 }, when)).toContain("has 5 votes");
  });

  test("asks the least number of votes of every paper that was not asked for by name", () => {
    const topics = [{ slug: "depth", name: "Depth" }];
    const candidates = [
      paper(1, { topics, votes: 5 }),
      paper(2, { topics, votes: 4 }),
      paper(3, { authors: [{ key: "j ba", name: "J. Ba" }] }),
    ];
    const interests = { topics: new Set(["depth"]), authors: new Set(["j ba"]), minVotes: 5 };
    expect(ids(candidates, interests)).toEqual([1, 3]);
  });

  test("leaves out what has an unwanted word, and what counts only for something that is followed without it", () => {
    const candidates = [
      paper(1, { topics: [{ slug: "depth", name: "Depth" }], has: (words) => words === "vision" }),
      paper(2, { authors: [{ key: "j ba", name: "J. Ba" }], has: (words) => words === "speech" }),
      paper(3, { foundBy: new Set(["norms"]) }),
    ];
    const about = { topics: new Set(["depth"]), authors: new Set(["j ba"]), searches: ["norms"] };
    expect(ids(candidates, { ...about, without: "vision" })).toEqual([2, 3]);
    const unless = new Map([
      ["topic depth", "vision"],
      ["author j ba", "vision"],
      ["search norms", "speech"],
    ]);
    expect(ids(candidates, { ...about, everything: false, unless })).toEqual([2, 3]);
    expect(choose(candidates, { ...everything, ...about, unless }, when).papers[0].why).toEqual({ kind: "new" });
    expect(whyNothing(candidates.slice(0, 1), { ...everything, without: "vision" }, when)).toContain("it leaves out");
  });

  test("in the reader's own order says what each paper is like, and keeps the first of it", () => {
    const candidates = [paper(1), paper(2, { votes: 3 }), paper(3), paper(4)];
    const order = new Map([
      [3, { place: 0, like: "Liked" }],
      [2, { place: 1, like: null }],
    ]);
    expect(choose(candidates, { ...everything, order }, when).papers).toEqual([
      { paper: 3, why: { kind: "like", title: "Liked" } },
      { paper: 2, why: { kind: "trending", votes: 3, comments: 0 } },
      { paper: 1, why: { kind: "new" } },
      { paper: 4, why: { kind: "new" } },
    ]);
    expect(ids(candidates, { order, maxPapers: 1 })).toEqual([3]);
  });

  test("that is too long keeps what was asked for by name, and counts the rest", () => {
    const candidates = [paper(1), paper(2), paper(3, { foundBy: new Set(["norms"]) }), paper(4)];
    const all = { topics: new Set(["depth"]), searches: ["norms"], maxPapers: 2 };
    const about = candidates.map((one) => ({ ...one, topics: [{ slug: "depth", name: "Depth" }] }));
    expect(choose(about, { ...everything, ...all }, when)).toMatchObject({
      papers: [{ paper: 1 }, { paper: 3, why: { kind: "search" } }],
      more: 2,
    });
  });
});

describe("the days of a digest begin", () => {
  const confirmedAt = "2026-01-01";
  test("three days back, because papers arrive late; nine for a week", () => {
    expect(beginning("daily", "2026-11-25", { lookedAt: "2026-11-24", confirmedAt })).toBe("2026-11-22");
    expect(beginning("weekly", "2026-11-25", { lookedAt: "2026-11-18", confirmedAt })).toBe("2026-11-16");
  });
  test("earlier after a time without digests, up to two weeks", () => {
    expect(beginning("daily", "2026-11-25", { lookedAt: "2026-11-18", confirmedAt })).toBe("2026-11-16");
    expect(beginning("daily", "2026-11-25", { lookedAt: "2026-09-01", confirmedAt })).toBe("2026-11-11");
  });
  test("with the day before for somebody new: no backlog", () => {
    const first = { lookedAt: null, confirmedAt: "2026-11-25" };
    expect(beginning("daily", "2026-11-25", first)).toBe("2026-11-23");
    expect(beginning("weekly", "2026-11-25", first)).toBe("2026-11-17");
  });
});
