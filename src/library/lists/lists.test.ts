import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { PaperDraft } from "../ingest/draft/draft.ts";
import { papers, paperTopics, users, votes } from "../schema/index.ts";
import { sortStored } from "../ingest/merge/sort-stored.ts";
import { seed } from "../shelf/seed.ts";
import { shelfOf } from "../testing/shelf.ts";
import { rowsOf } from "../store/rows.ts";
import { draftOf } from "../testing/drafts.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { dayPeriod, monthPeriod, weekPeriod } from "../words/period.ts";
import { createLists, type ListOf, type Lists, type ListSort } from "./lists.ts";

const draft = (title: string, fields: Partial<PaperDraft> = {}): PaperDraft =>
  draftOf({
    source: "hf-daily",
    sourceId: title,
    title,
    abstract: `About ${title}.`,
    authors: [{ name: "Ann Ek" }, { name: "Bo Dahl" }],
    authorCount: 2,
    ...fields,
  });

const day = (name: string): ListOf => ({ kind: "period", period: dayPeriod(name)! });

overBothDrivers("lists", (store) => {
  let lists: Lists;
  beforeEach(() => {
    lists = createLists(store.db);
  });
  const ingest = (...drafts: PaperDraft[]) =>
    store.catalogue.ingest({ source: "hf-daily", asOf: "2026-11-25", drafts, rejected: [] });
  const titles = async (of: ListOf, sort?: ListSort) =>
    (await lists.page({ of, sort })).entries.map(({ paper }) => paper.title);

  test("of a day, a week and a month hold what was listed, else published, within them", async () => {
    await ingest(
      draft("Listed", { listed: "2026-11-23", published: "2026-10-01" }),
      draft("Published", { published: "2026-11-24" }),
      draft("Some time in November", { published: "2026-11" }),
      draft("Undated"),
    );
    expect(await titles(day("2026-11-23"))).toEqual(["Listed"]);
    expect(await titles(day("2026-10-01"))).toEqual([]);
    expect(await titles({ kind: "period", period: weekPeriod("2026-W48")! })).toEqual(["Published", "Listed"]);
    expect(await titles({ kind: "period", period: monthPeriod("2026-11")! })).toEqual(["Published", "Listed"]);
    expect(await titles({ kind: "all" })).toEqual(["Published", "Listed", "Some time in November", "Undated"]);
    expect(await lists.count({ kind: "all" })).toBe(4);
    expect(await lists.count({ kind: "all" }, 3)).toBe(3);
  });

  test("every paper has an address in one part, with the day on which it changed", async () => {
    expect(await lists.addressParts()).toBe(0);
    await ingest(draft("One"), draft("Two"));
    await store.db.update(papers).set({ updatedAt: new Date("2026-01-02T23:59:00Z") });
    expect(await lists.addressParts()).toBe(1);
    expect(await lists.addresses(1)).toEqual(["one", "two"].map((slug) => ({ slug, changed: "2026-01-02" })));
    expect(await lists.addresses(2)).toEqual([]);
  });

  test("what changed since a moment comes in the order in which it changed, page by page, whatever is added meanwhile", async () => {
    await ingest(...Array.from({ length: 5 }, (_, n) => draft(`Paper ${n}`, { categories: n % 2 ? ["cs.LG"] : [] })));
    await store.db.execute(sql`update papers set updated_at = timestamptz '2026-01-01' + id % 3 * interval '1 hour'`);
    const all = await lists.changes({ since: "2026-01-01T00:00:00Z" });
    expect(all.entries.map(({ updatedAt }) => updatedAt)).toEqual(
      [...all.entries.map(({ updatedAt }) => updatedAt)].sort(),
    );
    const first = await lists.changes({ since: "2026-01-01", limit: 2 });
    await ingest(draft("Another"));
    const rest = await lists.changes({ since: "2026-01-01", after: first.next! });
    const slugs = (page: typeof all) => page.entries.map(({ paper }) => paper.slug);
    expect([...slugs(first), ...slugs(rest)]).toEqual([...slugs(all), "another"]);
    expect(rest.next).toBeNull();
    expect(slugs(await lists.changes({ since: "2026-01-01T02:00:00Z", topic: "cs.LG" }))).toEqual(
      slugs(all)
        .filter((slug) => ["paper-1", "paper-3"].includes(slug))
        .slice(-1),
    );
    for (const after of ["", "~1", "2026-01-01~1", "2026-13-01T00:00:00.000Z~1", "2026-01-01T00:00:00.000Z~9999999999"])
      await expect(lists.changes({ since: "2026-01-01", after })).rejects.toMatchObject({
        code: "INVALID_LIST_QUESTION",
      });
    // What has not changed does not come again; what has, does.
    const [{ now }] = await rowsOf<{ now: string }>(store.db, sql`select now()::text as now`);
    await ingest(draft("Paper 1", { categories: ["cs.LG"] }), draft("Paper 2", { abstract: "It says more now." }));
    expect(slugs(await lists.changes({ since: new Date(now).toISOString() }))).toEqual(["paper-2"]);
  });

  test("papers by name come in the order asked for, with abstracts", async () => {
    await ingest(draft("One"), draft("Two"));
    const found = await lists.named(["two", "none", "one"]);
    expect(found.map(({ paper, abstract }) => [paper.slug, abstract])).toEqual([
      ["two", "About Two."],
      ["one", "About One."],
    ]);
    expect(await lists.named([])).toEqual([]);
  });

  test("of topics, authors and sources hold what says so; subject classes are topics", async () => {
    await seed(store.db, shelfOf());
    await ingest(
      draft("One", { categories: ["cs.LG", "stat.ML"] }),
      draft("Two", { categories: ["cs.LG"], authors: [{ name: "Bo Dahl" }] }),
    );
    expect(await titles({ kind: "topic", topic: "cs.LG" })).toEqual(["Two", "One"]);
    expect(await titles({ kind: "topic", topic: "stat.ML" })).toEqual(["One"]);
    expect(await lists.topic("stat.ML")).toEqual({ key: "stat.ML", name: "stat.ML" });
    expect(await lists.topic("none")).toBeNull();
    expect((await lists.topics())[0]).toMatchObject({ papers: 2 });
    expect(await lists.author("bodahl")).toEqual({ key: "bodahl", name: "Bo Dahl" });
    expect(await titles({ kind: "author", author: "annek" })).toEqual(["One"]);
    expect(await titles({ kind: "source", source: "hf-daily" })).toEqual(["Two", "One"]);
    expect(await titles({ kind: "shelf" })).toHaveLength(2);
  });

  test("of a topic have what its words say, from now on and from before", async () => {
    await seed(store.db, shelfOf());
    await ingest(draft("Layer Normalization Anew", { categories: ["cs.LG"] }), draft("Rivers"));
    expect(await titles({ kind: "topic", topic: "normalization" })).toContain("Layer Normalization Anew");
    expect(await titles({ kind: "topic", topic: "cs.LG" })).toEqual(["Layer Normalization Anew"]);
    await store.db.delete(paperTopics).where(eq(paperTopics.topic, "normalization"));
    expect(await sortStored(store.db)).toBe(2);
    expect(await titles({ kind: "topic", topic: "normalization" })).toEqual(["Layer Normalization Anew"]);
    expect(await sortStored(store.db)).toBe(0);
  });

  test("name three authors of a paper, however many it has", async () => {
    const authors = Array.from({ length: 3_303 }, (_, n) => ({ name: `Author ${n}` }));
    await ingest(draft("Crowd", { authors, authorCount: 3_303 }));
    const [{ paper }] = (await lists.page({ of: { kind: "all" } })).entries;
    expect(paper.authors).toEqual(["Author 0", "Author 1", "Author 2"]);
    expect(paper.authorCount).toBe(3_303);
  });

  describe("in pages", () => {
    beforeEach(() =>
      ingest(
        ...Array.from({ length: 25 }, (_, n) =>
          draft(`Paper ${n}`, {
            listed: `2026-11-${String(10 + (n % 4)).padStart(2, "0")}`,
            votes: n % 3,
            comments: n % 5,
          }),
        ),
      ),
    );
    const walk = async (sort: ListSort, between?: (page: number) => Promise<unknown>) => {
      const seen: string[] = [];
      let after: string | undefined;
      for (let page = 0; ; page++) {
        const { entries, next } = await lists.page({ of: { kind: "all" }, sort, after, limit: 4 });
        seen.push(...entries.map(({ paper }) => paper.title));
        if (next === null) return seen;
        after = next;
        await between?.(page);
      }
    };

    test.each(["newest", "votes", "comments"] as const)("sorted by %s give every paper once", async (sort) => {
      const all = await walk(sort);
      expect(new Set(all).size).toBe(25);
      expect(all).toEqual(await titles({ kind: "all" }, sort));
    });
    test("of the list of a day give every paper once", async () => {
      const of = day("2026-11-10");
      const first = await lists.page({ of, sort: "listed", limit: 4 });
      const second = await lists.page({ of, sort: "listed", limit: 4, after: first.next! });
      const titles = [...first.entries, ...second.entries].map(({ paper }) => paper.title);
      expect(new Set(titles).size).toBe(7);
      expect([...first.entries, ...second.entries].map(({ paper }) => paper.votes)).toEqual([2, 2, 1, 1, 0, 0, 0]);
      await expect(lists.page({ of: { kind: "all" }, sort: "listed" })).rejects.toMatchObject({
        code: "INVALID_LIST_QUESTION",
      });
    });
    test("of a list page go on where the page before ended, in the order of the list", async () => {
      const of = day("2026-11-27");
      const drafts = Array.from({ length: 9 }, (_, n) => draft(`Placed ${n}`, { listed: "2026-11-27", position: n }));
      // Stored in another order than listed.
      await ingest(...drafts.toReversed());
      const titles: string[] = [];
      for (let after: string | undefined, page = 0; page < 3; page++) {
        const { entries, next } = await lists.page({ of, sort: "listed", limit: 4, after });
        titles.push(...entries.map(({ paper }) => paper.title));
        after = next ?? undefined;
      }
      expect(titles).toEqual(drafts.map(({ title }) => title));
    });
    test("of what is voted on or talked about leave out the rest where that is asked", async () => {
      const counted = async (sort: ListSort) =>
        (await lists.page({ of: { kind: "all" }, sort, counted: true })).entries.map(({ paper }) => paper);
      expect((await counted("votes")).map(({ votes }) => votes)).toEqual([...Array(8).fill(2), ...Array(8).fill(1)]);
      expect((await counted("heat")).every(({ votes }) => votes > 0)).toBe(true);
      expect((await counted("comments")).every(({ comments }) => comments > 0)).toBe(true);
    });
    test("sorted by heat give every paper that has any", async () => {
      expect(new Set(await walk("heat")).size).toBe(25 - 2);
    });
    test("are not shifted by what is added meanwhile", async () => {
      const all = await walk("newest", (page) => ingest(draft(`Later ${page}`, { listed: "2026-11-20" })));
      expect(all.filter((title) => title.startsWith("Paper"))).toHaveLength(25);
      expect(new Set(all).size).toBe(all.length);
    });
    test("can be counted by clients that do so, and not without end", async () => {
      const { entries } = await lists.page({ of: { kind: "all" }, skip: 20, limit: 10 });
      expect(entries).toHaveLength(5);
      await expect(lists.page({ of: { kind: "all" }, skip: 10_001 })).rejects.toMatchObject({
        code: "INVALID_LIST_QUESTION",
      });
    });
    test.each(["x", "2026-11-10", "2026-11-10~", "~1", "1~1", "2026-11-10~1; drop table papers"])(
      "do not begin at %s",
      (after) =>
        expect(lists.page({ of: { kind: "all" }, after })).rejects.toMatchObject({ code: "INVALID_LIST_QUESTION" }),
    );
    test("come from indexes, whatever the order and the place", async () => {
      // Few rows are read faster than any index; the question is whether one can be used at all.
      await store.db.transaction(async (tx) => {
        await tx.execute(sql`set local enable_seqscan = off`);
        await tx.execute(sql`set local enable_sort = off`);
        await tx.execute(sql`set local enable_bitmapscan = off`);
        for (const [column, value] of [
          ["place", sql`date '2026-11-11'`],
          ["votes", sql`1`],
          ["comments", sql`1`],
          ["heat", sql`1.5`],
        ] as const) {
          const name = sql.identifier(column);
          const rows = (await tx.execute(
            sql`explain (format json) select paper_id from list_entries where (${name}, paper_id) < (${value}, 9) and ${name} is not null order by ${name} desc nulls last, paper_id desc nulls last limit 5`,
          )) as unknown;
          expect(JSON.stringify(rows)).toContain(`list_entries_${column}`);
          expect(JSON.stringify(rows)).not.toContain("Sort");
        }
      });
    });
  });

  test("know their neighbours and the latest day, future ones left aside", async () => {
    await seed(store.db, shelfOf());
    expect(await lists.latestDay("2026-11-25")).toBeNull();
    await ingest(
      draft("A", { listed: "2026-11-02" }),
      draft("B", { listed: "2026-11-20" }),
      draft("C", { listed: "2026-11-26" }),
    );
    expect(await lists.latestDay("2026-11-25")).toBe("2026-11-20");
    const around = await lists.neighbours(dayPeriod("2026-11-10")!);
    expect([around.before?.name, around.after?.name]).toEqual(["2026-11-02", "2026-11-20"]);
    const weeks = await lists.neighbours(weekPeriod("2026-W47")!);
    expect([weeks.before?.name, weeks.after?.name]).toEqual(["2026-W45", "2026-W48"]);
  });

  test("find what a mistyped address may have meant", async () => {
    await ingest(draft("Attention is all you need"), draft("Attractors"));
    expect((await lists.near("attention-is-al-you-need"))[0]).toMatchObject({ slug: "attention-is-all-you-need" });
  });

  describe("of a reader", () => {
    let reader: number;
    beforeEach(async () => {
      [{ id: reader }] = await store.db.insert(users).values({ name: "Ann" }).returning({ id: users.id });
      await ingest(draft("Old", { listed: "2026-11-20" }), draft("Fresh", { listed: "2026-11-20" }));
      await store.db
        .update(papers)
        .set({ createdAt: new Date("2026-11-01") })
        .where(eq(papers.slug, "old"));
    });
    /** What is read before a look is noted, and after it. */
    const at = async (time: string) => {
      const now = new Date(`2026-11-${time}:00Z`);
      const before = await lists.lastVisit(reader, now);
      await lists.visit(reader, now);
      expect(await lists.lastVisit(reader, now)).toBe(before);
      return before;
    };

    test("a visit goes on while pages are looked at, and what came after the one before is new", async () => {
      expect(await at("10T10:00")).toBeNull();
      expect(await at("10T10:20")).toBeNull();
      const since = await at("12T09:00");
      expect(since).toBe("2026-11-10T10:20:00.000Z");
      expect(await at("12T09:25")).toBe(since);
      // Asking begins no visit.
      expect(await lists.lastVisit(reader, new Date("2026-11-20"))).toBe("2026-11-12T09:25:00.000Z");
      expect(await at("12T09:30")).toBe(since);
      const { entries } = await lists.page({ of: day("2026-11-20"), reader, newSince: since });
      expect(entries.map(({ paper, isNew }) => [paper.title, isNew])).toEqual([
        ["Fresh", true],
        ["Old", false],
      ]);
    });

    test("what was opened or marked is seen, and can be left out", async () => {
      await lists.markSeen(reader, ["old", "old", "no-such-paper"]);
      await lists.markSeen(reader, ["old"]);
      await lists.markSeen(reader, []);
      expect([await lists.hasSeen(reader, "old"), await lists.hasSeen(reader, "fresh")]).toEqual([true, false]);
      const { entries } = await lists.page({ of: day("2026-11-20"), reader });
      expect(entries.map(({ paper, seen }) => [paper.slug, seen])).toEqual([
        ["fresh", false],
        ["old", true],
      ]);
      const rest = await lists.page({ of: day("2026-11-20"), reader, hideSeen: true });
      expect(rest.entries.map(({ paper }) => paper.slug)).toEqual(["fresh"]);
      const others = await lists.page({ of: day("2026-11-20"), hideSeen: true });
      expect(others.entries).toHaveLength(2);
    });

    test("one vote moves a paper up, in votes and in heat", async () => {
      const [{ id }] = await store.db.select({ id: papers.id }).from(papers).where(eq(papers.slug, "old"));
      await store.db.insert(votes).values({ paperId: id, userId: reader });
      expect(await titles(day("2026-11-20"), "votes")).toEqual(["Old", "Fresh"]);
      expect(await titles({ kind: "all" }, "heat")).toEqual(["Old"]);
    });
  });
});
