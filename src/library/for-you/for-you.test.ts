import { beforeEach, describe, expect, test } from "vitest";
import { createCommunity, type Community } from "../community/index.ts";
import { crowd, type Crowd } from "../community/testing.ts";
import { openDesk } from "../digest/testing.ts";
import { papers } from "../schema/index.ts";
import { seed } from "../shelf/seed.ts";
import { createSearch, prepareSearch } from "../search/create.ts";
import { prepareExtensions } from "../store/extensions.ts";
import { rowsOf } from "../store/rows.ts";
import { draftOf } from "../testing/drafts.ts";
import { shelfOf } from "../testing/shelf.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { createForYou, type ForYou } from "./for-you.ts";
import { wordSpace } from "./vectors.ts";
import { eq, sql } from "drizzle-orm";

const today = "2026-11-25";

overBothDrivers("for you", (store) => {
  let people: Crowd;
  let community: Community;
  let forYou: ForYou;
  beforeEach(async () => {
    people = await crowd(store.db);
    await seed(store.db, shelfOf());
    const extensions = await prepareExtensions(store.db);
    await prepareSearch(store.db, extensions);
    const noSources = { fetcher: { fetch: () => Promise.reject(new Error("nobody is asked here")) }, keys: {} };
    community = createCommunity(store.db, { sources: noSources });
    forYou = createForYou(store.db, wordSpace(createSearch(store.db, { extensions }).index));
    await store.catalogue.ingest({
      source: "arxiv",
      asOf: today,
      rejected: [],
      drafts: [
        ["Pressing apples", "Cider is pressed from apples.", "2026-01-01"],
        ["Storing apples", "Apples and pears in cold cellars.", "2026-01-02"],
        ["Cider of pears", "Pears are pressed too.", "2026-01-03"],
        ["Keeping bees", "Bees and wasps visit blossoms.", "2026-01-04"],
        ["Planting apples", "Apples from seeds, cider from apples.", "2026-11-24"],
        ["Wasps and bees", "Blossoms are visited.", today],
        ["Pears, pressed", "Cider again.", "2026-11-20"],
        ["Honey", "Bees in blossoms.", "2026-11-01"],
      ].map(([title, abstract, listed]) =>
        draftOf({ source: "arxiv", sourceId: title, title, abstract, listed, published: listed }),
      ),
    });
  });
  const mark = (slug: string, what: "vote" | "bookmark" | "dismissal" = "vote", on = true) =>
    community.reactions.set(people.ada.id, slug, what, on);
  const slugs = async () => (await forYou.list(people.ada.id, today)).papers?.map(({ slug }) => slug) ?? null;
  const orchard = async () => {
    for (const slug of ["pressing-apples", "storing-apples", "cider-of-pears"]) await mark(slug);
  };

  test("is no list below three votes and bookmarks, of which a paper counts once", async () => {
    expect(await forYou.list(people.ada.id, today)).toEqual({ likes: 0, papers: null });
    await mark("pressing-apples");
    await mark("pressing-apples", "bookmark");
    await mark("storing-apples", "bookmark");
    expect(await forYou.list(people.ada.id, today)).toEqual({ likes: 2, papers: null });
    expect(await forYou.order(people.ada.id, [1, 2])).toBeNull();
    await mark("cider-of-pears");
    expect((await forYou.list(people.ada.id, today)).papers).not.toBeNull();
    expect(await forYou.list(people.bob.id, today)).toEqual({ likes: 0, papers: null });
  });

  test("has the papers of the last fortnight by what is liked, and says why", async () => {
    await orchard();
    const { likes, papers: list } = await forYou.list(people.ada.id, today);
    expect(likes).toBe(3);
    expect(list!.map(({ slug }) => slug)).toEqual(["pears-pressed", "planting-apples", "wasps-and-bees"]);
    expect(list![0].like).toEqual({ slug: "cider-of-pears", title: "Cider of pears" });
    expect(list![1].like).toEqual({ slug: "storing-apples", title: "Storing apples" });
    expect(list![1].words.toSorted()).toEqual(["apples", "cider"]);
    expect(list![2]).toMatchObject({ like: null, words: [] });
  });

  test("follows marks and papers as they come", async () => {
    await orchard();
    expect(await slugs()).toHaveLength(3);
    await mark("planting-apples", "dismissal");
    expect(await slugs()).toEqual(["pears-pressed", "wasps-and-bees"]);
    expect(await mark("planting-apples", "dismissal", false)).toMatchObject({ dismissed: false, votes: 0 });
    for (const slug of ["keeping-bees", "honey"]) await mark(slug);
    for (const slug of ["pressing-apples", "storing-apples", "cider-of-pears"]) await mark(slug, "vote", false);
    expect(await slugs()).toBeNull();
    await mark("pears-pressed", "bookmark");
    expect((await slugs())![0]).toBe("wasps-and-bees");
    await store.db.delete(papers).where(eq(papers.slug, "wasps-and-bees"));
    expect(await slugs()).toEqual(["planting-apples"]);
  });

  test("likes what was dismissed and voted for after all, and shows nobody else's dismissals", async () => {
    await orchard();
    await mark("honey", "dismissal");
    await mark("honey");
    expect((await forYou.list(people.ada.id, today)).likes).toBe(4);
    const standing = async (id: number | null) => (await community.reactions.standing(["honey"], id)).get("honey");
    expect(await standing(people.ada.id)).toMatchObject({ dismissed: true, voted: true });
    for (const other of [people.bob.id, null]) expect(await standing(other)).toMatchObject({ dismissed: false });
  });

  describe("a digest in its order", () => {
    test("has what is liked first, says so, and leaves nothing out", async () => {
      await orchard();
      const desk = await openDesk(store.db, {}, undefined, forYou);
      const preferences = { frequency: "weekly", forYou: true };
      const { message } = await desk.preview({ day: today, readerId: people.ada.id, preferences });
      const titles = ["Pears, pressed", "Planting apples", "Wasps and bees"];
      const places = titles.map((title) => message!.text.indexOf(title));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places[0]).toBeGreaterThan(0);
      expect(message!.text).toContain("[Like “Cider of pears”]");
      expect(message!.text).toContain("[New]");
      const plain = (await desk.preview({ day: today, readerId: people.ada.id, preferences: { frequency: "weekly" } }))
        .message!;
      expect(plain.text.indexOf("Wasps and bees")).toBeLessThan(plain.text.indexOf("Planting apples"));

      // And by mail, with the same order.
      await desk.subscribeReader({ id: people.ada.id, email: "ada@example.org" }, { forYou: true });
      await store.db.execute(sql`update subscribers set next_at = '2026-11-25T08:00:00Z'`);
      expect(await desk.send()).toMatchObject({ sent: 1 });
      const [{ content }] = await rowsOf<{ content: { papers: { why: { kind: string } }[] } }>(
        store.db,
        sql`select content from deliveries`,
      );
      expect(content.papers[0].why).toEqual({ kind: "like", title: "Storing apples" });
      await desk.stop();
    });
  });
});
