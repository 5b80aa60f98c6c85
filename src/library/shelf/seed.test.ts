import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import type { Paper } from "#lab/kit/index";
import { claims, papers, runs } from "../schema/index.ts";
import { committedRun, halves, measured, paperA, paperB, runOf, shelfOf, unmeasured } from "../testing/shelf.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { registryShelf } from "./registry-shelf.ts";
import { seed } from "./seed.ts";

const changedA: Paper = { ...paperA, title: "Paper A, Revised", topics: ["halves"], claims: { halves, unmeasured } };

overBothDrivers("seeding", (store) => {
  test("writes every paper with its topics, claims, experiment and committed results", async () => {
    const run = committedRun([0.5, 0.52, 0.48]);
    expect(await seed(store.db, shelfOf({ runs: { "paper-a": [run] } }))).toMatchObject({ created: 2, skipped: false });
    const page = (await store.catalogue.paper("paper-a"))!;
    expect(page).toMatchObject({
      title: "Paper A: On Made-Up Things",
      published: "2024-03-01",
      authorCount: 3,
      code: "https://github.com/someone/paper-a",
      topics: [
        { slug: "things", name: "Things" },
        { slug: "halves", name: "Halves" },
      ],
      experiment: { measures: ["halves", "far"] },
    });
    expect(page.ledger.map(({ id, claim }) => [id, claim])).toEqual(Object.entries(paperA.claims));
    expect((await store.catalogue.run(run.id))?.record).toEqual(run);
  });

  test("does nothing for a shelf it has seen, and changes nothing for one that is the same", async () => {
    const shelf = shelfOf({ runs: { "paper-a": [committedRun([1, 2])] } });
    await seed(store.db, shelf);
    const before = await store.db.select().from(papers);
    expect(await seed(store.db, shelf)).toMatchObject({ skipped: true });
    expect(await seed(store.db, { ...shelf, stamp: "another" })).toEqual({
      skipped: false,
      created: 0,
      updated: 0,
      unchanged: 2,
      removed: 0,
    });
    expect(await store.db.select().from(papers)).toEqual(before);
  });

  test("updates changed facts and leaves the rest", async () => {
    await seed(store.db, shelfOf());
    expect(await seed(store.db, shelfOf({ papers: [changedA, paperB] }))).toMatchObject({ updated: 1, unchanged: 1 });
    const page = (await store.catalogue.paper("paper-a"))!;
    expect(page.title).toBe("Paper A, Revised");
    expect(page.topics.map(({ slug }) => slug)).toEqual(["halves"]);
  });

  test("retires a claim that left the paper; a run that measured it can still be read", async () => {
    const run = runOf({ measurements: measured("far", [0.5]) });
    await seed(store.db, shelfOf());
    await store.catalogue.saveRun(run);
    await seed(store.db, shelfOf({ papers: [changedA, paperB] }));
    const page = (await store.catalogue.paper("paper-a"))!;
    expect(page.claims.map(({ id }) => id)).toEqual(["halves", "unmeasured"]);
    expect(page.reproduced.total).toBe(2);
    expect((await store.catalogue.run(run.id))!.claims).toMatchObject([{ id: "far", value: 0.5 }]);
    const more = runOf({ measurements: measured("far", [0.5]) });
    await expect(store.catalogue.saveRun(more)).rejects.toMatchObject({ code: "INVALID_RUN" });
  });

  test("brings a retired claim back", async () => {
    await seed(store.db, shelfOf());
    await seed(store.db, shelfOf({ papers: [changedA, paperB] }));
    await seed(store.db, shelfOf());
    expect((await store.catalogue.paper("paper-a"))!.claims.map(({ id }) => id)).toEqual(Object.keys(paperA.claims));
  });

  test("does not hold old measurements against a claim whose unit has changed", async () => {
    await seed(store.db, shelfOf());
    await store.catalogue.saveRun(runOf());
    const reworded = {
      ...paperA,
      claims: { ...paperA.claims, halves: { ...halves, statement: "cuts the loss in half" } },
    };
    await seed(store.db, shelfOf({ papers: [reworded, paperB] }));
    expect((await store.catalogue.paper("paper-a"))!.ledger[0]).toMatchObject({
      runs: 1,
      claim: { statement: "cuts the loss in half" },
    });
    const percent = { ...paperA, claims: { ...paperA.claims, halves: { ...halves, unit: "%", neutral: 100 } } };
    await seed(store.db, shelfOf({ papers: [percent, paperB] }));
    expect((await store.catalogue.paper("paper-a"))!.ledger[0]).toMatchObject({ runs: 0, latest: null });
  });

  test("keeps a paper that left the shelf, without claims or experiment", async () => {
    await seed(store.db, shelfOf({ runs: { "paper-a": [committedRun([1, 2])] } }));
    expect(await seed(store.db, shelfOf({ papers: [paperB] }))).toMatchObject({ removed: 1 });
    expect(await store.catalogue.paper("paper-a")).toMatchObject({ claims: [], experiment: null, runs: 0 });
    expect(await seed(store.db, shelfOf())).toMatchObject({ updated: 1, created: 0 });
    expect((await store.catalogue.paper("paper-a"))!.claims).toHaveLength(3);
  });

  test("takes over a paper that was imported before it came to the shelf", async () => {
    await store.db.insert(papers).values([
      {
        slug: "paper-a-on-made-up-things",
        title: "Paper A - on made-up things",
        titleKey: "paperaonmadeupthings",
        abstract: "Imported.",
      },
      { slug: "paper-b", title: "Something Else", titleKey: "somethingelse", arxiv: "2001.00001" },
    ]);
    expect(await seed(store.db, shelfOf())).toMatchObject({ created: 1, updated: 1 });
    expect(await store.catalogue.paper("paper-a")).toMatchObject({ abstract: "Imported.", summary: paperA.summary });
    expect(await store.catalogue.paper("paper-b")).toMatchObject({ title: "Paper B" });
    const [other] = await store.db.select().from(papers).where(eq(papers.title, "Something Else"));
    expect(other.slug).toBe(`paper-b-${other.id}`);
  });

  describe("committed results", () => {
    test("that were replaced keep their address and lose their vote", async () => {
      const [old, now] = [committedRun([2, 2.1, 1.9]), committedRun([0.5, 0.52, 0.48])];
      await seed(store.db, shelfOf({ runs: { "paper-a": [old] } }));
      await seed(store.db, shelfOf({ runs: { "paper-a": [now] } }));
      expect(await store.catalogue.run(old.id)).toMatchObject({ superseded: true });
      expect((await store.catalogue.paper("paper-a"))!.ledger[0]).toMatchObject({
        runs: 1,
        judgement: { verdict: "matches" },
      });
      await seed(store.db, shelfOf({ runs: { "paper-a": [old] } }));
      expect((await store.catalogue.paper("paper-a"))!.ledger[0].judgement.verdict).toBe("contradicted");
    });

    test("take the place of the same run as it was stored before it was committed", async () => {
      await seed(store.db, shelfOf());
      const own = runOf({ origin: "cli", preset: "full" });
      await store.catalogue.saveRun(own);
      await seed(store.db, shelfOf({ runs: { "paper-a": [{ ...own, origin: "committed" }] } }));
      expect((await store.catalogue.run(own.id))!.record.origin).toBe("committed");
      expect(await store.db.$count(runs)).toBe(1);
    });

    test.each<[string, unknown, RegExp]>([
      ["not a run", { nonsense: true }, /paper-a.*run 1/s],
      ["another paper's", committedRun([1], { paper: "paper-b" }), /run of paper-b/],
      ["not finished", committedRun([1], { state: "failed", error: "boom" }), /must be committed, finished/],
      ["not numbers", committedRun([Infinity]), /measurements\.0\.value/],
    ])("that are %s stop the seeding, which leaves nothing behind", async (_, run, reason) => {
      await expect(seed(store.db, shelfOf({ runs: { "paper-a": [run] } }))).rejects.toMatchObject({
        code: "INVALID_SHELF",
        message: expect.stringMatching(reason) as string,
      });
      expect(await store.db.$count(papers)).toBe(0);
      expect(await store.db.$count(claims)).toBe(0);
    });
  });

  test("takes the real shelf: every paper with its claims, every run that ships", async () => {
    const [shelf, { papers: all }] = [registryShelf(), await import("#papers/registry")];
    await seed(store.db, shelf);
    const list = new Map((await store.catalogue.papers()).map((paper) => [paper.slug, paper]));
    expect([...list.keys()].sort()).toEqual(all.map(({ slug }) => slug).sort());
    for (const { slug, claims: stated } of all)
      expect(list.get(slug)!.claims.map(({ id }) => id)).toEqual(Object.keys(stated));
    expect(await seed(store.db, registryShelf())).toMatchObject({ skipped: true });
  });

  test("refuses a topic that has no name", async () => {
    const shelf = shelfOf({ papers: [{ ...paperA, topics: [randomUUID()] }] });
    await expect(seed(store.db, shelf)).rejects.toMatchObject({ code: "INVALID_SHELF" });
  });
});
