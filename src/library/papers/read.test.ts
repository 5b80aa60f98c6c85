import { beforeEach, describe, expect, test } from "vitest";
import { authors, listings, paperAuthors, papers } from "../schema/index.ts";
import { compareRules } from "../ledger/other-rules.ts";
import { seed } from "../shelf/seed.ts";
import { committedRun, halves, measured, paperA, runOf, shelfOf, visitorsRun } from "../testing/shelf.ts";
import { overBothDrivers } from "../testing/stores.ts";

overBothDrivers("papers", (store) => {
  const evidence = committedRun([0.5, 0.52, 0.48], {
    measurements: [...measured("halves", [0.5, 0.52, 0.48]), ...measured("far", [0.9, 0.91, 0.89])],
    startedAt: "2025-01-01T00:00:00.000Z",
  });
  beforeEach(() => seed(store.db, shelfOf({ runs: { "paper-a": [evidence] } })));

  describe("the list", () => {
    test("says of each paper what a reader needs to choose, newest first", async () => {
      const [a, b] = await store.catalogue.papers();
      expect(a).toEqual({
        slug: "paper-a",
        title: "Paper A: On Made-Up Things",
        summary: "It halves things. It does so twice.",
        brief: "It halves things.",
        published: "2024-03-01",
        listed: null,
        authorCount: 3,
        authors: [],
        venue: null,
        organization: null,
        topics: [
          { slug: "things", name: "Things" },
          { slug: "halves", name: "Halves" },
        ],
        comments: 0,
        votes: 0,
        source: { name: "arXiv", id: "2403.00001", url: "https://arxiv.org/abs/2403.00001" },
        experiment: expect.objectContaining({ measures: ["halves", "far"] }) as object,
        runs: 1,
        claims: [
          { id: "halves", says: "halves the loss", verdict: "matches", proxy: false, scale: "reduced" },
          { id: "far", says: "halves it at 7 B parameters too", verdict: "holds", proxy: true, scale: "reduced" },
          { id: "unmeasured", says: "is faster", verdict: null, proxy: false, scale: "reduced" },
        ],
        reproduced: { direct: 1, proxy: 1, total: 3 },
      });
      expect(b).toMatchObject({
        slug: "paper-b",
        source: null,
        experiment: null,
        runs: 0,
        reproduced: { direct: 0, total: 1 },
      });
    });

    test("holds the papers of a topic", async () => {
      const slugs = async (topic: string) => (await store.catalogue.papers({ topic })).map(({ slug }) => slug);
      expect(await slugs("halves")).toEqual(["paper-a"]);
      expect(await slugs("things")).toEqual(["paper-a", "paper-b"]);
      expect(await slugs("nope")).toEqual([]);
    });

    test("places an imported paper by its day of publication, else by the day it was listed, else last", async () => {
      const imported = { titleKey: "", onShelf: false };
      const rows = await store.db
        .insert(papers)
        .values([
          { ...imported, slug: "by-month", title: "By Month", published: "2024-02-01", publishedPrecision: "month" },
          { ...imported, slug: "listed-only", title: "Listed Only", abstract: "What it is about. And more." },
          { ...imported, slug: "no-day", title: "No Day", url: "javascript:alert(1)", doi: "10.1000/x y" },
        ])
        .returning({ id: papers.id });
      await store.db.insert(listings).values([
        { paperId: rows[1].id, source: "list-page", listed: "2024-02-20", comments: 3, asOf: "2024-02-21" },
        { paperId: rows[1].id, source: "other", listed: "2024-02-22", comments: 7, votes: 2, asOf: "2024-02-23" },
      ]);
      const list = await store.catalogue.papers();
      expect(list.map(({ slug }) => slug)).toEqual(["paper-a", "listed-only", "by-month", "paper-b", "no-day"]);
      expect(list[1]).toMatchObject({
        brief: "What it is about.",
        published: null,
        listed: "2024-02-20",
        comments: 7,
        votes: 2,
      });
      expect(list[2].published).toBe("2024-02");
      expect(list[4].source).toEqual({ name: "DOI", id: "10.1000/x y", url: "https://doi.org/10.1000/x%20y" });
    });

    test("is brief: a paper's first sentence ends where a sentence ends", async () => {
      const texts = ["One: 1.5 of it. Two.", "Is it? Yes.", "It is\nso.\nAnd so.", "no end", "", null];
      await store.db
        .insert(papers)
        .values(texts.map((abstract, at) => ({ slug: `brief-${at}`, title: "B", titleKey: "b", abstract })));
      const brief = new Map((await store.catalogue.papers()).map((paper) => [paper.slug, paper.brief]));
      expect(texts.map((_, at) => brief.get(`brief-${at}`))).toEqual([
        "One: 1.5 of it.",
        "Is it?",
        "It is\nso.",
        "no end",
        "",
        null,
      ]);
    });

    test("links only to addresses of the web", async () => {
      await store.db.insert(papers).values([
        { slug: "bad", title: "Bad", titleKey: "bad", url: "javascript:alert(1)" },
        { slug: "good", title: "Good", titleKey: "good", url: "https://example.org/paper" },
      ]);
      const sources = new Map((await store.catalogue.papers()).map(({ slug, source }) => [slug, source]));
      expect(sources.get("bad")).toBeNull();
      expect(sources.get("good")).toEqual({ name: "Web", id: "example.org", url: "https://example.org/paper" });
    });

    test("names authors in the order of the paper", async () => {
      const [{ id }] = await store.db.select({ id: papers.id }).from(papers).where(undefined).limit(1);
      const people = await store.db
        .insert(authors)
        .values(["Zoe Last", "Ann First"].map((name) => ({ name, nameKey: name })))
        .returning({ id: authors.id });
      await store.db
        .insert(paperAuthors)
        .values(people.map((person, position) => ({ paperId: id, authorId: person.id, position })));
      const named = (await store.catalogue.papers()).filter((paper) => paper.authors.length > 0);
      expect(named.map((paper) => paper.authors)).toEqual([["Zoe Last", "Ann First"]]);
    });
  });

  describe("one paper", () => {
    test("is null when there is none", async () => {
      expect(await store.catalogue.paper("nope")).toBeNull();
    });

    test("carries its ledger and its recent runs", async () => {
      const quick = runOf({ measurements: measured("halves", [0.52]) });
      await store.catalogue.saveRun(quick);
      const page = (await store.catalogue.paper("paper-a"))!;
      expect(page.ledger.map(({ id, evidence: on, runs: count }) => [id, on, count])).toEqual([
        ["halves", "committed", 2],
        ["far", "committed", 1],
        ["unmeasured", null, 0],
      ]);
      expect(page.ledger[0]).toMatchObject({
        claim: halves,
        judgement: { verdict: "matches", seeds: 3 },
        latest: { run: quick.id, value: 0.52, agrees: true },
      });
      expect(page.recentRuns.map(({ id }) => id)).toEqual([quick.id, evidence.id]);
      expect(page.unverified).toEqual([]);
      expect((await store.catalogue.paper("paper-b"))!.unverified).toEqual(["the number of authors"]);
    });

    test("counts only finished runs: what was cancelled or failed is listed but is no evidence", async () => {
      await store.catalogue.saveRun(runOf({ state: "cancelled" }));
      await store.catalogue.saveRun(runOf({ state: "failed", error: "boom" }));
      const page = (await store.catalogue.paper("paper-a"))!;
      expect(page.recentRuns).toHaveLength(3);
      expect(page.ledger[0].runs).toBe(1);
      expect(page.runs).toBe(1);
    });

    test("is what it was whatever visitors send, and shows that only to whoever asks, beside the verdict", async () => {
      const forged = { preset: "full" as const, measurements: measured("halves", [5, 5.1, 4.9]) };
      const before = await store.catalogue.paper("paper-a");
      for (let index = 0; index < 5; index++)
        await store.catalogue.saveRun(visitorsRun({ ...forged, seeds: [1, 2, 3] }));
      expect(await store.catalogue.paper("paper-a")).toEqual(before);
      const asked = (await store.catalogue.paper("paper-a", { visitors: true }))!;
      expect(asked.recentRuns.map(({ origin }) => origin)).toEqual(Array(5).fill("browser"));
      const [row] = asked.ledger;
      expect(row.latest).toMatchObject({ origin: "committed" });
      expect(row.judgement).toMatchObject({ verdict: "matches", seeds: 3 });
      expect(row.groups[1]).toMatchObject({
        origin: "browser",
        runs: 5,
        agrees: false,
        judgement: { verdict: "contradicted" },
      });
    });
  });

  test("other rules are compared over what the ledger's verdicts stand on, and nothing else", async () => {
    const scattered = committedRun([0.5, 0.9, 1.3]);
    await seed(store.db, shelfOf({ runs: { "paper-a": [scattered] } }));
    const forged = { preset: "full", seeds: [1, 2, 3], measurements: measured("far", [5, 5.1, 4.9]) } as const;
    await store.catalogue.saveRun(visitorsRun(forged));
    const { verdicts, rules } = await compareRules(store.db);
    expect(verdicts).toBe(1);
    expect(rules.map(({ name, changed, changes }) => [name, changed, changes])).toEqual([
      ["sign only", 1, [{ from: "inconclusive", to: "holds", count: 1 }]],
      ["TOST at 90 %", 0, []],
      ["prediction interval", 0, []],
      ["three seeds", 0, []],
    ]);
  });

  describe("one run", () => {
    test("keeps what the baseline's twin showed, where one was timed", async () => {
      const measurements = [
        { claim: "halves", value: 0.5, exact: false, seed: 1, twin: 1.02 },
        { claim: "halves", value: 0.52, exact: false, seed: 2 },
      ];
      const run = runOf({ seeds: [1, 2], measurements });
      await store.catalogue.saveRun(run);
      expect((await store.catalogue.run(run.id))!.record.measurements).toEqual(measurements);
    });

    test("stands beside the ledger, claim by claim, in the order of the paper", async () => {
      const run = runOf({ measurements: [...measured("far", [1.2]), ...measured("halves", [0.7, null])] });
      await store.catalogue.saveRun(run);
      const page = (await store.catalogue.run(run.id))!;
      expect(page.title).toBe(paperA.title);
      expect(page.charts).toHaveProperty("Loss");
      expect(page.claims).toMatchObject([
        { id: "halves", value: null, judgement: { diverged: 1 }, ledger: { verdict: "matches" }, agrees: null },
        {
          id: "far",
          value: 1.2,
          judgement: { verdict: null },
          ledger: { verdict: "holds", proxy: true },
          agrees: false,
        },
      ]);
    });
  });
});
