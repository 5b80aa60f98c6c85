import { beforeEach, describe, expect, test } from "vitest";
import { eq } from "drizzle-orm";
import type { IngestBatch } from "../../catalogue.ts";
import { authors, ingestCursors, listings, paperAuthors, papers, rejectedRecords } from "../../schema/index.ts";
import { seed } from "../../shelf/seed.ts";
import { shelfOf } from "../../testing/shelf.ts";
import { draftOf } from "../../testing/drafts.ts";
import { overBothDrivers } from "../../testing/stores.ts";
import type { PaperDraft } from "../draft/draft.ts";
import { documentJob, runJob } from "../jobs.ts";

const asOf = "2026-11-23";

overBothDrivers("taking in batches", (store) => {
  const batch = (drafts: Partial<PaperDraft>[], more: Partial<IngestBatch> = {}): IngestBatch => ({
    source: "test",
    asOf,
    drafts: drafts.map(draftOf),
    rejected: [],
    ...more,
  });
  const take = (...drafts: Partial<PaperDraft>[]) => store.catalogue.ingest(batch(drafts));
  const everything = () =>
    Promise.all(
      [papers, authors, paperAuthors, listings, rejectedRecords, ingestCursors].map((table) =>
        store.db.select().from(table),
      ),
    );

  test("an abstract that is too long is cut, and its paper is in", async () => {
    const { created, rejected } = await take({ title: "A Long Story", abstract: "so on ".repeat(15_000) });
    expect([created.length, rejected]).toEqual([1, []]);
    const [{ abstract }] = await store.db
      .select({ abstract: papers.abstract })
      .from(papers)
      .where(eq(papers.title, "A Long Story"));
    expect(abstract!.length).toBeGreaterThan(49_990);
    expect(abstract!.length).toBeLessThanOrEqual(50_000);
  });

  describe("without arXiv id and DOI, a paper is its title, year and first author", () => {
    const paper = { title: "A Survey", published: "2020-03-01", authors: [{ name: "Ann Berg" }] };
    test("in the letters and the order in which sources write names", async () => {
      await take(paper);
      const { unchanged } = await take({ ...paper, title: "A survey.", authors: [{ name: "BERG, A." }] });
      expect(unchanged).toHaveLength(1);
    });
    test.each([
      ["another year", { published: "2021" }],
      ["another first author", { authors: [{ name: "Bo Dahl" }, { name: "Ann Berg" }] }],
      ["another DOI", { doi: "10.1000/b" }],
    ])("%s makes it another paper", async (_, other) => {
      await take({ ...paper, doi: "10.1000/a" });
      expect((await take({ ...paper, ...other })).created).toMatchObject([{ slug: "a-survey-2" }]);
    });
    test("what a source does not say contradicts nothing", async () => {
      await take(paper);
      expect((await take({ title: "A Survey", listed: "2020-03-02" })).updated).toMatchObject([{ fields: ["listed"] }]);
    });
    test("a name that the store knows in another spelling is the same person", async () => {
      await take(
        { title: "Other", authors: [{ name: "Ann Ek-Dahl" }] },
        { ...paper, authors: [{ name: "Ann Ek Dahl" }] },
      );
      expect((await take({ ...paper, authors: [{ name: "Ann Ek Dahl" }] })).unchanged).toHaveLength(1);
    });
  });

  test("one batch may name a paper several times; what each says is joined", async () => {
    const { created } = await take(
      { arxiv: "2001.00001", title: "First" },
      { arxiv: "2001.00001", title: "First, Revised", doi: "10.1000/a" },
      { doi: "10.1000/a", title: "Under Another Name", abstract: "Found by its DOI." },
    );
    expect(created).toEqual([{ slug: "first", title: "First", fields: [] }]);
    expect(await store.catalogue.paper("first")).toMatchObject({ abstract: "Found by its DOI." });
  });

  test("a day takes the place of the year it lies in, and of no other", async () => {
    await take({ arxiv: "2001.00001", published: "2020" });
    expect((await take({ arxiv: "2001.00001", published: "2020-05" })).updated[0].fields).toEqual(["published"]);
    expect((await take({ arxiv: "2001.00001", published: "2021-05-01" })).updated).toEqual([]);
    expect((await take({ arxiv: "2001.00001", published: "2020" })).updated).toEqual([]);
    expect(await store.catalogue.paper("a-draft")).toMatchObject({ published: "2020-05" });
  });

  test("an id that belongs to another paper is told and not taken away from it", async () => {
    await take({ title: "One", arxiv: "2001.00001" }, { title: "Two", doi: "10.1000/b" });
    const { updated, warnings } = await take({
      title: "One",
      arxiv: "2001.00001",
      doi: "10.1000/b",
      url: "https://a.example",
    });
    expect(updated[0].fields).toEqual(["url"]);
    expect(warnings).toEqual([{ at: "One", reason: 'its DOI 10.1000/b belongs to another paper here, "Two"' }]);
  });

  test("hundreds of papers of one title get addresses of their own", async () => {
    const same = (from: number) =>
      Array.from({ length: 100 }, (_, n) => ({ title: "序", arxiv: `2001.${String(from + n).padStart(5, "0")}` }));
    await take(...same(100));
    await take(...same(300));
    const slugs = (await store.catalogue.papers({ limit: 1_000 })).map(({ slug }) => slug);
    expect(new Set(slugs)).toEqual(new Set(["paper", ...Array.from({ length: 199 }, (_, n) => `paper-${n + 2}`)]));
  });

  test("3,303 authors are all named, in order", async () => {
    const names = Array.from({ length: 3_303 }, (_, n) => ({ name: `Author ${n}` }));
    await take({ authors: names });
    expect(await store.catalogue.paper("a-draft")).toMatchObject({ authorCount: 3_303 });
    expect(await store.db.select().from(paperAuthors)).toHaveLength(3_303);
  });

  test("signs that no database stores, and counts that no column holds, stop nothing", async () => {
    await take({
      title: "NUL \0 and \ud800",
      sourceId: "a\0b\udfff",
      url: "https://a.example/\0",
      votes: 2 ** 40,
      comments: 2,
    });
    expect(await store.catalogue.papers()).toMatchObject([{ comments: 2, votes: 0 }]);
  });

  test("what was rejected is kept once, with its reason and its text", async () => {
    const rejected = [{ at: "line 3", reason: "not JSON", excerpt: "{{\0" }];
    const report = await store.catalogue.ingest(batch([{ title: "\u200b" }], { rejected }));
    expect(report.rejected.map(({ reason }) => reason)).toEqual(["not JSON", "it has no title"]);
    await store.catalogue.ingest(batch([{ title: "\u200b" }], { rejected }));
    expect(await store.db.select().from(rejectedRecords)).toMatchObject([
      { source: "test", at: "line 3", reason: "not JSON", excerpt: "{{" },
      { reason: "it has no title" },
    ]);
  });

  test("the same batch again changes nothing at all", async () => {
    const whole = batch(
      [
        { arxiv: "2001.00001", authors: [{ name: "Ann Berg" }], abstract: "It is.", published: "2020-01" },
        { title: "Other", listed: "2024-01-01", votes: 3 },
        { title: "" },
      ],
      { rejected: [{ at: "1", reason: "odd", excerpt: "" }] },
    );
    await store.catalogue.ingest(whole);
    const before = await everything();
    const { created, updated, unchanged } = await store.catalogue.ingest(whole);
    expect([created, updated, unchanged.length]).toEqual([[], [], 2]);
    expect(await everything()).toEqual(before);
  });

  test("a batch that is none is refused with its reasons, and leaves nothing", async () => {
    const before = await everything();
    const bad = { ...batch([{}, { published: "2026-02-30" }]), job: { key: "j", cursor: "1" } };
    await expect(store.catalogue.ingest(bad)).rejects.toMatchObject({
      code: "INVALID_BATCH",
      details: [expect.stringMatching(/^drafts\.1\.published: /) as string],
    });
    await expect(store.catalogue.ingest(null as unknown as IngestBatch)).rejects.toMatchObject({
      code: "INVALID_BATCH",
    });
    expect(await everything()).toEqual(before);
  });

  describe("a cursor", () => {
    test("moves with its batch, and is gone when the job is complete", async () => {
      expect(await store.catalogue.ingestCursor("job")).toBeNull();
      await store.catalogue.ingest(batch([{}], { job: { key: "job", cursor: "7" } }));
      expect(await store.catalogue.ingestCursor("job")).toMatchObject({ cursor: "7" });
      await store.catalogue.ingest(batch([{}], { job: { key: "job", cursor: null } }));
      expect(await store.catalogue.ingestCursor("job")).toBeNull();
    });
    test("stays where it was when its batch cannot be stored", async () => {
      await store.catalogue.ingest(batch([{}], { job: { key: "job", cursor: "7" } }));
      const unstorable = batch([{ title: "New", published: "0000" }], { job: { key: "job", cursor: "8" } });
      await expect(store.catalogue.ingest(unstorable)).rejects.toThrow();
      expect(await store.catalogue.ingestCursor("job")).toMatchObject({ cursor: "7" });
      expect(await store.db.select().from(papers).where(eq(papers.title, "New"))).toEqual([]);
    });
  });

  describe("beside the shelf", () => {
    beforeEach(() => seed(store.db, shelfOf()));
    test("a document completes its papers, and half of one brings what was whole", async () => {
      const bib = `@article{a, title={Paper A: On Made-Up Things}, eprint={2403.00001}, year={2024}, abstract={Things.}}
@article{b, title={A New One}, year={2025}}
@article{c, title={Cut o`;
      const steps = [];
      for await (const step of runJob(store.catalogue, documentJob("bibtex", bib, asOf))) steps.push(step);
      expect(steps).toHaveLength(1);
      expect(steps[0].report).toMatchObject({
        updated: [{ slug: "paper-a", fields: ["abstract", "sourceId"] }],
        created: [{ slug: "a-new-one" }],
        rejected: [{}],
      });
      expect((await store.catalogue.paper("paper-a"))!.published).toBe("2024-03-01");
    });
  });
});
