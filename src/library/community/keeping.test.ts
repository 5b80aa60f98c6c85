import { beforeEach, describe, expect, test } from "vitest";
import { auditLog } from "../schema/index.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { createAlerts } from "../alerts/alerts.ts";
import { createCommunity, type Community } from "./index.ts";
import { crowd, paper, type Crowd } from "./testing.ts";

const noSources = { fetcher: { fetch: () => Promise.reject(new Error("nobody is asked here")) }, keys: {} };

overBothDrivers("what readers keep", (store) => {
  let people: Crowd;
  let community: Community;
  beforeEach(async () => {
    people = await crowd(store.db);
    // Before anybody followed anything: moments are compared by the millisecond.
    await paper(store.db, "a", { createdAt: new Date(Date.now() - 60_000) });
    community = createCommunity(store.db, { sources: noSources });
  });

  describe("follows", () => {
    test("are of authors, topics and searches that exist, each once", async () => {
      const { follows } = community;
      const author = await follows.follow(people.ada.id, "author", "Zoe Last");
      expect(author).toMatchObject({ kind: "author", value: "zoelast", label: "Zoe Last" });
      expect(await follows.follow(people.ada.id, "author", "zoelast")).toEqual(author);
      await follows.follow(people.ada.id, "topic", "things");
      await follows.follow(people.ada.id, "search", "  layer   norm ");
      expect((await follows.list(people.ada.id)).map(({ kind, label }) => [kind, label])).toEqual([
        ["author", "Zoe Last"],
        ["topic", "Things"],
        ["search", "layer norm"],
      ]);
      expect(await follows.ofPaper(people.ada.id, "a")).toEqual({
        paper: false,
        authors: ["Zoe Last"],
        topics: ["things"],
      });
      for (const [kind, value] of [
        ["author", "Nobody"],
        ["topic", "nope"],
        ["search", " "],
      ] as const)
        await expect(follows.follow(people.ada.id, kind, value)).rejects.toMatchObject({ code: "INVALID_INPUT" });
      await follows.unfollow(people.ada.id, "author", "Zoe Last");
      await follows.unfollow(people.ada.id, "topic", "things");
      await follows.unfollow(people.ada.id, "topic", "things");
      expect((await follows.list(people.ada.id)).map(({ kind }) => kind)).toEqual(["search"]);
    });

    test("tell of each new paper once, and of none that was there before", async () => {
      const { follows, alerts, notifications } = community;
      await follows.follow(people.ada.id, "author", "Zoe Last");
      await follows.follow(people.ada.id, "topic", "things");
      await follows.follow(people.bob.id, "topic", "things");
      expect(await alerts.raise()).toBe(0);
      await paper(store.db, "b");
      expect(await alerts.raise()).toBe(2);
      expect(await alerts.raise()).toBe(0);
      expect(await notifications.list(people.ada.id)).toMatchObject([
        { kind: "followed", reason: "Zoe Last", paper: { slug: "b" }, comment: null, by: null },
      ]);
      expect(await notifications.list(people.bob.id)).toMatchObject([{ reason: "Things", paper: { slug: "b" } }]);
      expect(await notifications.list(people.eve.id)).toEqual([]);
    });

    test("of a search ask it once for everybody, since the first of them began", async () => {
      const asked: string[] = [];
      const before = new Date(Date.now() - 60_000);
      const alerts = createAlerts(store.db, (query, since) => {
        asked.push(query);
        expect(since > before).toBe(true);
        return Promise.resolve(["a", "b", "nope"]);
      });
      await community.follows.follow(people.ada.id, "search", "q");
      await community.follows.follow(people.bob.id, "search", "q");
      await paper(store.db, "b");
      expect(await alerts.raise()).toBe(2);
      expect(asked).toEqual(["q"]);
      expect(await community.notifications.list(people.bob.id)).toMatchObject([{ reason: "q", paper: { slug: "b" } }]);
    });
  });

  describe("authorship", () => {
    test("is claimed by name, decided by an admin, and shown beside comments until it is decided anew", async () => {
      const { authorship, comments: all, notifications } = community;
      await authorship.claim(people.ada.id, "a", { author: "Nobody" }).catch((error: { code: string }) => {
        expect(error.code).toBe("INVALID_INPUT");
      });
      await authorship.claim(people.ada.id, "a", { author: "Ann First", note: "my page says so" });
      await authorship.claim(people.ada.id, "a", { author: "Zoe Last", note: "the other one" });
      await all.add(people.ada.id, "a", "I wrote it");
      const isAuthor = async () => (await all.discussion("a", null))!.threads[0].isAuthor;
      expect(await isAuthor()).toBe(false);
      expect(await authorship.waiting()).toBe(1);
      const [claim] = await authorship.list(people.admin);
      expect(claim).toMatchObject({
        author: "Zoe Last",
        note: "the other one",
        state: "pending",
        reader: { name: "Ada Lovelace", email: "ada@example.org" },
      });
      await authorship.decide(people.admin, claim.id, "confirmed");
      expect(await isAuthor()).toBe(true);
      expect(await authorship.confirmed("a")).toEqual([{ author: "Zoe Last", reader: "Ada Lovelace" }]);
      expect(await authorship.own(people.ada.id, "a")).toEqual({ author: "Zoe Last", state: "confirmed" });
      expect(await notifications.list(people.ada.id)).toMatchObject([{ kind: "authorship", reason: "confirmed" }]);

      await notifications.markRead(people.ada.id);
      await authorship.decide(people.admin, claim.id, "denied");
      expect(await isAuthor()).toBe(false);
      expect(await notifications.list(people.ada.id)).toMatchObject([{ reason: "denied", read: false }]);
      const log = await store.db.select().from(auditLog).orderBy(auditLog.id);
      expect(log.map(({ action }) => action)).toEqual(["authorship confirmed", "authorship denied"]);
    });

    test("is decided by admins only, and no author is two people", async () => {
      const { authorship } = community;
      await authorship.claim(people.ada.id, "a", { author: "Zoe Last" });
      const [{ id }] = await authorship.list(people.admin);
      await expect(authorship.list(people.editor)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
      await expect(authorship.decide(people.editor, id, "confirmed")).rejects.toMatchObject({ code: "NOT_ALLOWED" });
      await expect(authorship.decide(people.admin, 999, "denied")).rejects.toMatchObject({ code: "NO_SUCH_REQUEST" });
      await authorship.decide(people.admin, id, "confirmed");
      const again = { code: "NOT_ALLOWED" };
      await expect(authorship.claim(people.bob.id, "a", { author: "Zoe Last" })).rejects.toMatchObject(again);
      await expect(authorship.claim(people.ada.id, "a", { author: "Ann First" })).rejects.toMatchObject(again);
      await authorship.withdraw(people.ada.id, "a");
      expect(await authorship.own(people.ada.id, "a")).toBeNull();
      await authorship.claim(people.bob.id, "a", { author: "Zoe Last" });
    });
  });

  test("papers are named in the order asked for, and counted as in lists", async () => {
    await paper(store.db, "b");
    await community.reactions.set(people.ada.id, "a", "vote", true);
    const papers = await community.papers(["b", "nope", "a"]);
    expect(papers.map(({ slug, votes, authors }) => [slug, votes, authors.length])).toEqual([
      ["b", 0, 2],
      ["a", 1, 2],
    ]);
  });

  describe("collections", () => {
    test("hold papers in an order, with notes", async () => {
      await paper(store.db, "b");
      await paper(store.db, "c");
      const { collections } = community;
      const { id } = await collections.create(people.ada.id, { title: " To  read " });
      for (const slug of ["a", "b", "c", "a"]) await collections.add(people.ada.id, id, slug);
      await collections.add(people.ada.id, id, "b", "why\nthis one");
      await collections.add(people.ada.id, id, "b");
      await collections.arrange(people.ada.id, id, ["c", "nope", "a"]);
      expect(await collections.read(id, people.ada.id)).toMatchObject({
        title: "To read",
        by: "Ada Lovelace",
        visibility: "private",
        papers: 3,
        own: true,
        entries: [
          { slug: "c", note: "" },
          { slug: "a", note: "" },
          { slug: "b", note: "why\nthis one" },
        ],
      });
      await collections.take(people.ada.id, id, "a");
      expect(await collections.holding(people.ada.id, "b")).toEqual([id]);
      expect(await collections.holding(people.ada.id, "a")).toEqual([]);
      await collections.change(people.ada.id, id, { title: "Later", description: "when there is time" });
      expect(await collections.own(people.ada.id)).toMatchObject([
        { title: "Later", description: "when there is time", papers: 2 },
      ]);
      await collections.remove(people.ada.id, id);
      expect(await collections.own(people.ada.id)).toEqual([]);
    });

    test("are seen by whom they are meant for, and changed by nobody else", async () => {
      const { collections } = community;
      const { id } = await collections.create(people.ada.id, { title: "Mine" });
      expect(await collections.read(id, people.bob.id)).toBeNull();
      expect(await collections.read(id, null)).toBeNull();
      await collections.change(people.ada.id, id, { visibility: "link" });
      expect(await collections.read(id, null)).toMatchObject({ own: false, by: "Ada Lovelace" });
      expect(await collections.public()).toEqual([]);
      await collections.change(people.ada.id, id, { visibility: "public" });
      const [shown] = await collections.public();
      expect(shown.id).toBe(id);
      expect(JSON.stringify([shown, await collections.read(id, null)])).not.toContain("example.org");
      const refused = { code: "NO_SUCH_COLLECTION" };
      for (const work of [
        () => collections.change(people.bob.id, id, { title: "x" }),
        () => collections.remove(people.bob.id, id),
        () => collections.add(people.bob.id, id, "a"),
        () => collections.take(people.bob.id, id, "a"),
        () => collections.arrange(people.bob.id, id, ["a"]),
      ])
        await expect(work()).rejects.toMatchObject(refused);
      await expect(collections.add(people.ada.id, id, "nope")).rejects.toMatchObject({ code: "NO_SUCH_PAPER" });
      await expect(collections.create(people.ada.id, { title: " " })).rejects.toMatchObject({ code: "INVALID_INPUT" });
      const visibility = "everybody" as "public";
      await expect(collections.change(people.ada.id, id, { visibility })).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
    });
  });
});
