import { beforeEach, describe, expect, test } from "vitest";
import { createLists } from "../../lists/lists.ts";
import { listings, papers } from "../../schema/index.ts";
import { seed } from "../../shelf/seed.ts";
import { savedPage } from "../../testing/list-page.ts";
import { shelfOf } from "../../testing/shelf.ts";
import { draftOf } from "../../testing/drafts.ts";
import { overBothDrivers } from "../../testing/stores.ts";
import { dayPeriod } from "../../words/period.ts";
import type { PaperDraft } from "../draft/draft.ts";
import { mergeDrafts } from "./merge.ts";

const asOf = "2026-11-23";

overBothDrivers("importing a list page", (store) => {
  beforeEach(() => seed(store.db, shelfOf()));
  const slugs = (entries: readonly { slug: string }[]) => entries.map(({ slug }) => slug);

  test("merges what the shelf knows by its title, and adds the rest", async () => {
    const report = await store.catalogue.importList(savedPage, { asOf });
    expect(report).toMatchObject({ pageDate: "2026-06-17", unchanged: [], rejected: [], warnings: [] });
    expect(report.updated).toEqual([
      { slug: "paper-a", title: "Paper A: On Made-Up Things", fields: ["abstract", "listed", "comments"] },
    ]);
    expect(slugs(report.created)).toEqual([
      "counting-sheep-do-bigger-flocks-help",
      "on-bylines",
      "nobody-signed-this",
      "a-laboratory-writes-with-o-n-bounds-and-a-half",
      "leap-days",
    ]);
  });

  test("brings abstract, day and comments to a shelf paper and leaves its facts alone", async () => {
    await store.catalogue.importList(savedPage, { asOf });
    expect(await store.catalogue.paper("paper-a")).toMatchObject({
      title: "Paper A: On Made-Up Things",
      published: "2024-03-01",
      listed: "2026-06-17",
      comments: 1,
      authorCount: 3,
      abstract: expect.stringMatching(/^Things can be made up/) as string,
      brief: "It halves things.",
    });
  });

  test("shows an imported paper with what the page says of it", async () => {
    await store.catalogue.importList(savedPage, { asOf });
    expect(await store.catalogue.paper("a-laboratory-writes-with-o-n-bounds-and-a-half")).toMatchObject({
      published: "2025-06-18",
      listed: "2026-06-17",
      organization: "Invented Lab",
      summary: null,
      brief: "Laboratories write too.",
      topics: [],
      claims: [],
      source: null,
      reproduced: { direct: 0, total: 0 },
    });
  });

  test("changes nothing the second time", async () => {
    await store.catalogue.importList(savedPage, { asOf });
    const before = [await store.db.select().from(papers), await store.db.select().from(listings)];
    const again = await store.catalogue.importList(savedPage, { asOf });
    expect(again).toMatchObject({ created: [], updated: [], rejected: [] });
    expect(again.unchanged).toHaveLength(6);
    expect([await store.db.select().from(papers), await store.db.select().from(listings)]).toEqual(before);
  });

  describe("is the list of its day", () => {
    const page = (...names: string[]) =>
      `Daily Papers\n\nJun 17\n\n${names.map((name) => `${name}\n\n${"Words of an abstract. ".repeat(9)}\n\n  • 2 authors\n·\nMay 2\n`).join("\n")}`;
    const listOf = async (day: string) => {
      const of = { kind: "period", period: dayPeriod(day)! } as const;
      const { entries } = await createLists(store.db).page({ of, sort: "listed" });
      return entries.map(({ paper }) => paper.title);
    };

    test("with all that stands on it, the shelf's papers too, in the page's order", async () => {
      await store.catalogue.importList(page("Zebra", "Paper A: on made-up things", "Aardvark"), { asOf: "2026-06-17" });
      expect(await listOf("2026-06-17")).toEqual(["Zebra", "Paper A: On Made-Up Things", "Aardvark"]);
      expect(await createLists(store.db).latestDay("2026-11-25")).toBe("2026-06-17");
    });

    test("also where a paper stands on the pages of two days, in whichever order they are read", async () => {
      const [june17, june18] = [page("One", "Two"), page("Two", "Three").replace("Jun 17", "Jun 18")];
      await store.catalogue.importList(june18, { asOf: "2026-06-18" });
      await store.catalogue.importList(june17, { asOf: "2026-06-17" });
      expect([await listOf("2026-06-17"), await listOf("2026-06-18")]).toEqual([
        ["One", "Two"],
        ["Two", "Three"],
      ]);
      expect(await store.catalogue.paper("two")).toMatchObject({ listed: "2026-06-17" });
    });

    test("and what other sources have on that day follows, most votes first", async () => {
      await store.catalogue.importList(page("One", "Two"), { asOf: "2026-06-17" });
      const draft = (title: string, votes: number) =>
        draftOf({ title, source: "hf-daily", listed: "2026-06-17", votes });
      await mergeDrafts(store.db, [draft("Quiet", 1), draft("Loud", 7), draft("Two", 3)], "2026-06-17");
      expect(await listOf("2026-06-17")).toEqual(["One", "Two", "Loud", "Quiet"]);
      expect(await createLists(store.db).origins(dayPeriod("2026-06-17")!)).toEqual([
        { source: "hf-daily", papers: 3 },
        { source: "list-page", papers: 2 },
      ]);
    });
  });

  test("survives a new seeding of the shelf", async () => {
    await store.catalogue.importList(savedPage, { asOf });
    await seed(store.db, shelfOf());
    expect(await store.catalogue.paper("paper-a")).toMatchObject({ comments: 1, listed: "2026-06-17" });
    expect(await store.catalogue.papers()).toHaveLength(7);
  });

  test("follows a newer page, and is not set back by an older one", async () => {
    const busier = savedPage.replace("Jun 24, 2024 1", "Jun 24, 2024 9").replace("Things can be", "Things may be");
    await store.catalogue.importList(savedPage, { asOf: "2025" });
    const { updated } = await store.catalogue.importList(busier, { asOf: "2026" });
    expect(updated.find(({ slug }) => slug === "paper-a")!.fields).toEqual(["abstract", "comments"]);
    await store.catalogue.importList(savedPage, { asOf: "2025" });
    expect((await store.catalogue.paper("paper-a"))!.comments).toBe(9);
  });

  test("takes a paper that stands on the page twice once", async () => {
    const twice = `${savedPage}\n${savedPage.slice(savedPage.indexOf("Leap Days"))}`;
    const report = await store.catalogue.importList(twice, { asOf });
    expect(report.created).toHaveLength(5);
    expect(report.updated).toHaveLength(1);
  });

  test.each([
    ["an empty text", "", asOf],
    ["another text", "Dear reader,\n\nthis is a letter.", asOf],
    ["an impossible day", savedPage, "2026-02-30"],
    ["no day at all", savedPage, "yesterday"],
  ])("refuses %s and says what it reads", async (_, text, day) => {
    await expect(store.catalogue.importList(text, { asOf: day })).rejects.toMatchObject({ code: "INVALID_LIST" });
    expect(await store.catalogue.papers()).toHaveLength(2);
  });
});

overBothDrivers("merging drafts", (store) => {
  const merge = (...drafts: Partial<PaperDraft>[]) => mergeDrafts(store.db, drafts.map(draftOf), asOf);

  describe("knows a paper", () => {
    test("by its arXiv id under another title, by its DOI, and by its title in other letters", async () => {
      await merge({ title: "One", arxiv: "2001.00001" }, { title: "Two", doi: "10.1/x" }, { title: "Thrée: a paper" });
      const report = await merge(
        { title: "Uno", arxiv: "2001.00001" },
        { title: "Due", doi: "10.1/x" },
        { title: "THREE, A Paper" },
      );
      expect(report.unchanged.map(({ title }) => title)).toEqual(["One", "Two", "Thrée: a paper"]);
    });
    test("but not by its title alone when the ids differ; the second gets an address of its own", async () => {
      const { created } = await merge({ arxiv: "2001.00001" }, { arxiv: "2002.00002" }, { arxiv: "2003.00003" });
      expect(created.map(({ slug }) => slug)).toEqual(["a-draft", "a-draft-2", "a-draft-3"]);
    });
  });

  test("fills gaps, and overwrites neither facts nor another source's abstract", async () => {
    await merge({ abstract: "First.", authorCount: 3 });
    const later = {
      source: "later",
      abstract: "Second.",
      authorCount: 9,
      organization: "Lab",
      published: "2020-05",
      arxiv: "2005.00001",
    };
    const { updated } = await merge(later);
    expect(updated[0].fields).toEqual(["published", "organization", "arxiv"]);
    expect(await store.catalogue.paper("a-draft")).toMatchObject({
      abstract: "First.",
      authorCount: 3,
      organization: "Lab",
      published: "2020-05",
      source: { id: "2005.00001" },
    });
  });

  test("names the authors in order, one person once", async () => {
    const people = [{ name: "Ann  Berg" }, { name: "Bo Dahl" }];
    const { updated } =
      (await merge({ title: "Other", authors: people }), await merge({ title: "Other", authors: people.slice(0, 1) }));
    expect(updated).toEqual([]);
    await merge({ authors: people.toReversed() });
    const named = new Map(
      (await store.catalogue.papers()).map(({ slug, authors, authorCount }) => [slug, [authorCount, ...authors]]),
    );
    expect(named.get("other")).toEqual([2, "Ann Berg", "Bo Dahl"]);
    expect(named.get("a-draft")).toEqual([2, "Bo Dahl", "Ann Berg"]);
  });

  test("stores text as people see it, and rejects what has no title", async () => {
    const { created, rejected } = await merge(
      { title: "A\u0000 \u00adDraft\n  with\u200b signs" },
      { title: " \u200b " },
    );
    expect(created[0].title).toBe("A Draft with signs");
    expect(rejected).toMatchObject([{ reason: "it has no title" }]);
  });
});
