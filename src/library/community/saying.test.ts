import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { auditLog, comments, users, votes } from "../schema/index.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { createCommunity, type Community } from "./index.ts";
import { crowd, paper, type Crowd } from "./testing.ts";

const noSources = { fetcher: { fetch: () => Promise.reject(new Error("nobody is asked here")) }, keys: {} };

overBothDrivers("what readers say", (store) => {
  let people: Crowd;
  let community: Community;
  beforeEach(async () => {
    people = await crowd(store.db);
    await paper(store.db, "a");
    community = createCommunity(store.db, { sources: noSources });
  });

  describe("votes and bookmarks", () => {
    test("count a person once, however often and however many at once", async () => {
      const { reactions } = community;
      await Promise.all(Array.from({ length: 10 }, () => reactions.set(people.ada.id, "a", "vote", true)));
      const after = await reactions.set(people.bob.id, "a", "vote", true);
      expect(after).toEqual({ votes: 2, bookmarks: 0, comments: 0, voted: true, bookmarked: false, dismissed: false });
      expect(await store.db.select().from(votes)).toHaveLength(2);
      expect(await reactions.set(people.bob.id, "a", "vote", true)).toMatchObject({ votes: 2 });
      expect(await reactions.set(people.bob.id, "a", "vote", false)).toMatchObject({ votes: 1, voted: false });
      expect(await reactions.set(people.bob.id, "a", "vote", false)).toMatchObject({ votes: 1, voted: false });
    });
    test("stand apart from each other, and for each reader", async () => {
      await paper(store.db, "b");
      const { reactions } = community;
      await reactions.set(people.ada.id, "a", "vote", true);
      await reactions.set(people.ada.id, "b", "bookmark", true);
      const standing = await reactions.standing(["a", "b", "nope"], people.ada.id);
      expect([...standing.keys()].sort()).toEqual(["a", "b"]);
      expect(standing.get("a")).toMatchObject({ votes: 1, voted: true, bookmarked: false });
      expect(standing.get("b")).toMatchObject({ votes: 0, bookmarks: 1, bookmarked: true });
      expect((await reactions.standing(["a"], null)).get("a")).toMatchObject({ votes: 1, voted: false });
      expect(await reactions.bookmarked(people.ada.id)).toEqual(["b"]);
      expect(await reactions.bookmarked(people.bob.id)).toEqual([]);
    });
    test("of a paper that is not there are refused", async () => {
      for (const on of [true, false])
        await expect(community.reactions.set(people.ada.id, "nope", "vote", on)).rejects.toMatchObject({
          code: "NO_SUCH_PAPER",
        });
    });
  });

  describe("comments", () => {
    const say = (who: { id: number }, words: string, parent?: number) =>
      community.comments.add(who.id, "a", words, parent).then(({ id }) => id);
    const seenBy = async (who: Crowd[keyof Crowd] | null) => (await community.comments.discussion("a", who))!;

    test("stand in the order they were made, answers below what they answer", async () => {
      const first = await say(people.ada, "  \nFirst\u200b, with\ttab  \n");
      await say(people.bob, "Second");
      await say(people.bob, "Answer", first);
      const { threads, comments: shown } = await seenBy(people.bob);
      expect(shown).toBe(3);
      expect(threads.map(({ markdown, by, own }) => [markdown, by, own])).toEqual([
        ["First, with    tab", "Ada Lovelace", false],
        ["Second", "Bob", true],
      ]);
      expect(threads[0].replies).toMatchObject([{ markdown: "Answer", by: "Bob", state: "shown" }]);
      expect((await community.reactions.standing(["a"], null)).get("a")).toMatchObject({ comments: 3 });
    });

    test("are refused when they are empty, too long, on no paper, or answer what cannot be answered", async () => {
      const first = await say(people.ada, "x");
      const answer = await say(people.bob, "y", first);
      await paper(store.db, "b");
      const code = (work: Promise<unknown>) =>
        work.then(() => "done").catch((error) => (error as { code: string }).code);
      expect(await code(say(people.ada, " \n\u200b "))).toBe("INVALID_INPUT");
      expect(await code(say(people.ada, "x".repeat(10_001)))).toBe("INVALID_INPUT");
      expect(await code(community.comments.add(people.ada.id, "nope", "x"))).toBe("NO_SUCH_PAPER");
      expect(await code(say(people.ada, "x", answer))).toBe("NO_SUCH_COMMENT");
      expect(await code(community.comments.add(people.ada.id, "b", "x", first))).toBe("NO_SUCH_COMMENT");
      expect(await code(say(people.ada, "x", 999))).toBe("NO_SUCH_COMMENT");
    });

    test("are changed by nobody but their author, and say that they were", async () => {
      const id = await say(people.ada, "one");
      await expect(community.comments.edit(people.admin.id, id, "two")).rejects.toMatchObject({ code: "NOT_ALLOWED" });
      await community.comments.edit(people.ada.id, id, "one");
      expect((await seenBy(null)).threads[0].editedAt).toBeNull();
      await community.comments.edit(people.ada.id, id, "two");
      expect((await seenBy(null)).threads[0]).toMatchObject({
        markdown: "two",
        editedAt: expect.any(String) as string,
      });
      await expect(community.comments.edit(people.ada.id, 999, "x")).rejects.toMatchObject({ code: "NO_SUCH_COMMENT" });
    });

    test("that are deleted lose their words for good, and keep their thread", async () => {
      const id = await say(people.ada, "secret");
      const answer = await say(people.bob, "answer", id);
      await expect(community.comments.remove(people.bob.id, id)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
      await community.comments.remove(people.ada.id, id);
      const { threads } = await seenBy(people.admin);
      expect(threads).toMatchObject([
        { state: "deleted", markdown: null, by: null, replies: [{ markdown: "answer" }] },
      ]);
      expect(await store.db.select({ markdown: comments.markdown }).from(comments).where(eq(comments.id, id))).toEqual([
        { markdown: "" },
      ]);
      await community.comments.remove(people.bob.id, answer);
      expect((await seenBy(null)).threads).toEqual([]);
    });

    test("outlive the account of whoever wrote them", async () => {
      await say(people.ada, "words");
      await store.db.delete(users).where(eq(users.id, people.ada.id));
      expect((await seenBy(null)).threads).toMatchObject([{ by: null, state: "shown", markdown: "words" }]);
    });

    test("come in pages of a hundred threads", async () => {
      await store.db.execute(sql`insert into comments (paper_id, user_id, markdown, created_at)
        select papers.id, ${people.ada.id}, n::text, now() - interval '1 day' + n * interval '1 second'
        from papers, generate_series(1, 101) as n`);
      const last = (await community.comments.discussion("a", null, { page: 99 }))!;
      expect([last.page, last.pages, last.threads.map(({ markdown }) => markdown)]).toEqual([2, 2, ["101"]]);
      expect((await seenBy(null)).threads).toHaveLength(100);
    });
  });

  describe("notifications", () => {
    const heard = async (who: { id: number }) =>
      (await community.notifications.list(who.id)).map(({ kind, by, paper: { slug } }) => [kind, by, slug]);

    test("tell of answers and of mentions, each comment once, and nobody of their own words", async () => {
      const { id } = await community.comments.add(people.ada.id, "a", "A start. @ada.lovelace");
      const answer = await community.comments.add(people.bob.id, "a", "@AdaLovelace and @eve, @nobody, @bob", id);
      await community.comments.edit(people.bob.id, answer.id, "@AdaLovelace and @EVE, @root");
      expect(await heard(people.ada)).toEqual([["reply", "Bob", "a"]]);
      expect(await heard(people.eve)).toEqual([["mention", "Bob", "a"]]);
      expect(await heard(people.admin)).toEqual([["mention", "Bob", "a"]]);
      expect(await heard(people.bob)).toEqual([]);
    });

    test("are unread until they are read", async () => {
      const { id } = await community.comments.add(people.ada.id, "a", "A start");
      await community.comments.add(people.bob.id, "a", "one", id);
      await community.comments.add(people.bob.id, "a", "two", id);
      const { notifications } = community;
      expect(await notifications.unread(people.ada.id)).toBe(2);
      const [newest] = await notifications.list(people.ada.id);
      await notifications.markRead(people.bob.id, [newest.id]);
      expect(await notifications.unread(people.ada.id)).toBe(2);
      await notifications.markRead(people.ada.id, [newest.id]);
      expect(await notifications.unread(people.ada.id)).toBe(1);
      expect((await notifications.list(people.ada.id)).map(({ read }) => read)).toEqual([true, false]);
      expect(await notifications.list(people.ada.id, newest.id)).toHaveLength(1);
      await notifications.markRead(people.ada.id);
      expect(await notifications.unread(people.ada.id)).toBe(0);
    });

    test("of a comment go when it is deleted or hidden", async () => {
      const one = await community.comments.add(people.bob.id, "a", "@Eve");
      const two = await community.comments.add(people.bob.id, "a", "@Eve again");
      await community.comments.remove(people.bob.id, one.id);
      await community.moderation.hide(people.editor, two.id);
      expect(await heard(people.eve)).toEqual([]);
      expect(await community.notifications.unread(people.eve.id)).toBe(0);
    });
  });

  describe("moderation", () => {
    test("a reported comment waits for an editor, is hidden, comes back, and every decision is on record", async () => {
      const { moderation, comments: all } = community;
      const { id } = await all.add(people.eve.id, "a", "rude");
      await moderation.report(people.ada.id, id, "it is rude");
      await moderation.report(people.ada.id, id, "it is very rude");
      await moderation.report(people.bob.id, id, "I agree");
      expect(await moderation.waiting()).toBe(1);
      const [reported] = await moderation.reported(people.editor);
      expect(reported).toMatchObject({ comment: id, by: "Eve", markdown: "rude", hidden: false, paper: { slug: "a" } });
      expect(reported.reasons.map(({ by, reason }) => `${by}: ${reason}`).sort()).toEqual([
        "Ada Lovelace: it is very rude",
        "Bob: I agree",
      ]);

      await moderation.hide(people.editor, id, "insult");
      expect(await moderation.waiting()).toBe(0);
      const shown = async (who: Crowd[keyof Crowd] | null) => (await all.discussion("a", who))!.threads[0];
      expect(await shown(people.ada)).toMatchObject({ state: "hidden", markdown: null });
      expect(await shown(null)).toMatchObject({ state: "hidden", markdown: null });
      for (const who of [people.eve, people.editor, people.admin])
        expect(await shown(who)).toMatchObject({ state: "hidden", markdown: "rude" });
      expect((await community.reactions.standing(["a"], null)).get("a")).toMatchObject({ comments: 0 });

      await moderation.unhide(people.admin, id);
      expect(await shown(null)).toMatchObject({ state: "shown", markdown: "rude" });
      await moderation.report(people.ada.id, id, "still rude");
      await moderation.dismiss(people.editor, id);
      expect(await moderation.reported(people.editor)).toEqual([]);
      const log = await store.db.select().from(auditLog).orderBy(auditLog.id);
      expect(log.map(({ action, subject, userId }) => [action, subject, userId])).toEqual([
        ["comment hidden", `comment ${id}`, people.editor.id],
        ["comment shown again", `comment ${id}`, people.admin.id],
        ["reports dismissed", `comment ${id}`, people.editor.id],
      ]);
      expect(log[0].details).toEqual({ reason: "insult" });
    });

    test("is not for readers, and nobody reports themselves", async () => {
      const { moderation, comments: all } = community;
      const { id } = await all.add(people.eve.id, "a", "x");
      const refused = { code: "NOT_ALLOWED" };
      await expect(moderation.reported(people.ada)).rejects.toMatchObject(refused);
      await expect(moderation.hide(people.ada, id)).rejects.toMatchObject(refused);
      await expect(moderation.unhide(people.ada, id)).rejects.toMatchObject(refused);
      await expect(moderation.dismiss(people.ada, id)).rejects.toMatchObject(refused);
      await expect(moderation.report(people.eve.id, id, "my own")).rejects.toMatchObject(refused);
      await expect(moderation.report(people.ada.id, 999, "nothing there")).rejects.toMatchObject({
        code: "NO_SUCH_COMMENT",
      });
      await expect(moderation.hide(people.admin, 999)).rejects.toMatchObject({ code: "NO_SUCH_COMMENT" });
      expect(await store.db.select().from(auditLog)).toEqual([]);
    });
  });
});
