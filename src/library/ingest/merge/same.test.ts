import { beforeEach, describe, expect, test } from "vitest";
import { asc } from "drizzle-orm";
import {
  bookmarks,
  collectionPapers,
  collections,
  comments,
  formerSlugs,
  listEntries,
  papers,
  runs,
  users,
  votes,
} from "../../schema/index.ts";
import { createSearch } from "../../search/create.ts";
import { seed } from "../../shelf/seed.ts";
import { draftOf } from "../../testing/drafts.ts";
import { committedRun, shelfOf } from "../../testing/shelf.ts";
import { overBothDrivers } from "../../testing/stores.ts";
import type { PaperDraft } from "../draft/draft.ts";

overBothDrivers("one paper or two", (store) => {
  const take = (...drafts: Partial<PaperDraft>[]) =>
    store.catalogue.ingest({ source: "test", asOf: "2026-11-23", drafts: drafts.map(draftOf), rejected: [] });
  const slugs = async () =>
    (await store.db.select({ slug: papers.slug }).from(papers).orderBy(asc(papers.id))).map(({ slug }) => slug);

  describe("a title that every journal has", () => {
    const editorial = { title: "Editorial", published: "2020", source: "bibtex" };
    const letters = { ...editorial, sourceId: "e1", venue: "Lamp Letters" };
    test.each([
      ["of two journals", letters, { ...editorial, sourceId: "e2", venue: "Wire Review" }],
      ["of two journals, by one key in two files", letters, { ...letters, venue: "Wire Review" }],
      ["of two entries", letters, { ...letters, sourceId: "e2" }],
      ["of two years", letters, { ...letters, published: "2021" }],
      [
        "of two people",
        { ...editorial, authors: [{ name: "Ann Berg" }] },
        { ...editorial, authors: [{ name: "Bo Dahl" }] },
      ],
      ["of a person and nobody", { ...editorial, authors: [{ name: "Ann Berg" }] }, editorial],
    ])("%s is two papers, however often they are read", async (_, one, other) => {
      await take(one, other);
      await take(one, other);
      expect(await slugs()).toEqual(["editorial", "editorial-2"]);
    });
    test("is one paper where nothing tells two apart", async () => {
      await take(letters, editorial);
      await take(letters, editorial);
      expect(await slugs()).toHaveLength(2);
    });
  });

  describe("a preprint and its article", () => {
    const lamps = { title: "On Lamps", authors: [{ name: "Ken Ito" }, { name: "Jo Roe" }] };
    const preprint = { ...lamps, arxiv: "1911.05002", published: "2019-11-20" };
    const article = { ...lamps, doi: "10.1000/j.2", published: "2020-03", venue: "Lamp Letters" };
    test.each([
      ["a year later", preprint, article],
      ["the other way round", article, preprint],
      ["without a DOI", preprint, { ...article, doi: null }],
      ["in an archive that gives DOIs", { ...preprint, arxiv: null, doi: "10.1101/2019.11.20.1" }, article],
    ])("are one paper: %s", async (_, one, other) => {
      await take(one);
      await take(other);
      await take(one, other);
      expect(await slugs()).toEqual(["on-lamps"]);
    });
    test.each([
      ["two years later", preprint, { ...article, published: "2022" }],
      ["by other people", preprint, { ...article, authors: [{ name: "Bo Dahl" }, { name: "Jo Roe" }] }],
      ["by more people", preprint, { ...article, authors: [...lamps.authors, { name: "Bo Dahl" }] }],
      ["both in journals", { ...article, doi: "10.1000/j.1", published: "2019" }, article],
    ])("are two: %s", async (_, one, other) => {
      await take(one);
      await take(other);
      expect(await slugs()).toHaveLength(2);
    });
    test("are one where either names the other, whatever they are called", async () => {
      const posted = { ...lamps, doi: "10.1101/2020.01.01.9", versions: ["10.1000/j.9"] };
      await take(posted);
      await take({ ...lamps, title: "Lamps, Revised", doi: "10.1000/j.9", published: "2023" });
      await take(posted);
      expect(await slugs()).toEqual(["on-lamps"]);
      expect((await take({ title: "Lamps, Again", doi: "10.1000/j.9" })).created).toEqual([]);
    });
  });

  describe("two papers that a record names both", () => {
    const one = { title: "Bridged Lamps", arxiv: "1911.05003", authors: [{ name: "Ken Ito" }], abstract: "Of lamps." };
    const other = {
      title: "Bridged Lamps: The Journal",
      doi: "10.1000/j.3",
      venue: "Lamp Letters",
      authors: one.authors,
    };
    const both = { title: "Bridged Lamps", arxiv: one.arxiv, doi: other.doi, source: "semantic-scholar" };
    let reader: number;
    beforeEach(async () => {
      await seed(store.db, shelfOf());
      await take(one);
      await take(other);
      [{ id: reader }] = await store.db
        .insert(users)
        .values({ email: "a@b.example", emailKey: "a@b.example", name: "Ann", nameKey: "ann" } as never)
        .returning({ id: users.id });
    });
    const idOf = async (slug: string) =>
      (await store.db.select().from(papers)).find((paper) => paper.slug === slug)!.id;

    test("become one, with everything that hangs on either, under both addresses", async () => {
      const [kept, gone] = [await idOf("bridged-lamps"), await idOf("bridged-lamps-the-journal")];
      const [second] = await store.db
        .insert(users)
        .values({ email: "b@b.example", emailKey: "b@b.example", name: "Bo", nameKey: "bo" } as never)
        .returning({ id: users.id });
      await store.db.insert(votes).values([
        { paperId: kept, userId: reader },
        { paperId: gone, userId: reader },
        { paperId: gone, userId: second.id },
      ]);
      await store.db.insert(bookmarks).values({ paperId: gone, userId: reader });
      await store.db.insert(comments).values({ paperId: gone, userId: reader, markdown: "Well." });
      await store.db.insert(collections).values({ id: "c", userId: reader, title: "C" });
      await store.db.insert(collectionPapers).values([
        { collectionId: "c", paperId: kept, position: 0, note: "first" },
        { collectionId: "c", paperId: gone, position: 1, note: "second" },
      ]);
      const { state, ...record } = { ...committedRun([0.5]), state: "finished" as const };
      void record;
      await store.db.insert(runs).values({
        id: "00000000-0000-4000-8000-000000000001",
        paperId: gone,
        preset: "quick",
        seeds: [1],
        device: "cpu",
        threads: 1,
        versions: {},
        machine: {} as never,
        origin: "server",
        state,
        startedAt: new Date(0),
      });
      const { warnings, updated } = await take(both);
      expect(warnings).toMatchObject([{ reason: expect.stringContaining("they are one now") as string }]);
      expect(updated).toMatchObject([{ slug: "bridged-lamps" }]);
      expect(await slugs()).not.toContain("bridged-lamps-the-journal");
      expect((await store.db.select().from(votes)).map(({ paperId, userId }) => [paperId, userId])).toEqual([
        [kept, reader],
        [kept, second.id],
      ]);
      for (const table of [bookmarks, comments, runs, formerSlugs, collectionPapers])
        expect((await store.db.select().from(table)).map(({ paperId }) => paperId)).toEqual([kept]);
      expect(await store.db.select({ note: collectionPapers.note }).from(collectionPapers)).toEqual([
        { note: "first\nsecond" },
      ]);
      const entries = await store.db.select().from(listEntries);
      expect(entries.find(({ paperId }) => paperId === kept)).toMatchObject({ votes: 2, comments: 1 });
      expect(entries.some(({ paperId }) => paperId === gone)).toBe(false);
      const page = await store.catalogue.paper("bridged-lamps-the-journal");
      expect(page).toMatchObject({ slug: "bridged-lamps", venue: "Lamp Letters", authors: ["Ken Ito"] });
      const search = createSearch(store.db, { extensions: { vector: false, trigrams: false } });
      expect((await search.find({ text: "journal" })).total).toBe(0);
      expect((await search.find({ text: "bridged" })).total).toBe(1);
      // The address stays taken, and reading all three again changes nothing.
      expect((await take(one, other, both)).created).toEqual([]);
      expect((await take({ title: "Bridged Lamps: The Journal", doi: "10.1000/other" })).created).toMatchObject([
        { slug: "bridged-lamps-the-journal-2" },
      ]);
    });

    test.each([
      ["by other people", {}, { authors: [{ name: "Bo Dahl" }] }],
      ["with an arXiv id each", {}, { arxiv: "1911.09999" }],
    ])("stay two %s", async (_, first, second) => {
      await take({ ...one, title: "Wires", arxiv: "2001.00001", ...first });
      await take({ ...other, title: "More Wires", doi: "10.1000/w", ...second });
      await take({ ...both, title: "Wires", arxiv: "2001.00001", doi: "10.1000/w" });
      expect(await slugs()).toEqual(expect.arrayContaining(["wires", "more-wires"]));
    });

    test("stay two where a stranger says it", async () => {
      await take({ ...both, source: "reader" });
      expect(await slugs()).toContain("bridged-lamps-the-journal");
    });

    test("become one in the batch that brings the second of them", async () => {
      const { created } = await take(
        { title: "Wires", arxiv: "2001.00001", authors: one.authors },
        { title: "Wires, Printed", doi: "10.1000/w", authors: one.authors },
        { title: "Wires", arxiv: "2001.00001", doi: "10.1000/w" },
      );
      expect(created).toMatchObject([{ slug: "wires" }]);
    });
  });
});
