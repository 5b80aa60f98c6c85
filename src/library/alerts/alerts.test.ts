import { eq, sql } from "drizzle-orm";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createCommunity, type Community } from "../community/index.ts";
import { crowd, paper, type Crowd } from "../community/testing.ts";
import { openDesk, type Desk } from "../digest/testing.ts";
import { bounces, deliveries, paperEvents, papers, subscribers, users } from "../schema/index.ts";
import { seed } from "../shelf/seed.ts";
import { draftOf } from "../testing/drafts.ts";
import { committedRun, measured, paperA, runOf, shelfOf, visitorsRun } from "../testing/shelf.ts";
import { answer, type Behaviour } from "../testing/smtp.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { alertKinds, type AlertKind, type Channel, type Switches } from "./switches.ts";
import { noteVerdicts } from "./verdicts.ts";

const noSources = { fetcher: { fetch: () => Promise.reject(new Error("nobody is asked here")) }, keys: {} };

/** Everything by one way, or nothing. */
const only = (...wanted: readonly (Channel | AlertKind)[]): Switches =>
  Object.fromEntries(
    alertKinds.map((kind) => {
      const of = (channel: Channel) =>
        wanted.includes(channel) &&
        (!wanted.some((one) => alertKinds.includes(one as AlertKind)) || wanted.includes(kind));
      return [kind, { site: of("site"), mail: of("mail"), feed: of("feed") }];
    }),
  ) as unknown as Switches;

overBothDrivers("alerts", (store) => {
  let people: Crowd;
  let community: Community;
  let desk: Desk;
  beforeEach(async () => {
    people = await crowd(store.db);
    await seed(store.db, shelfOf());
    community = createCommunity(store.db, { sources: noSources });
    desk = await openDesk(store.db);
  });
  afterEach(() => desk.stop());
  const behaving = async (behaviour: Behaviour) => {
    await desk.stop();
    desk = await openDesk(store.db, behaviour);
  };

  /** What arXiv answers. */
  const ingest = (fields: Parameters<typeof draftOf>[0]) =>
    store.catalogue.ingest({
      source: "arxiv",
      asOf: "2026-11-25",
      drafts: [draftOf({ source: "arxiv", title: paperA.title, arxiv: "2403.00001", ...fields })],
      rejected: [],
    });
  const version = (arxivVersion: number) => ingest({ arxivVersion });
  const holds = () =>
    store.catalogue.saveRun(runOf({ preset: "full", measurements: measured("halves", [0.5, 0.5, 0.5]) }));
  const follow = (person = people.ada, slug = "paper-a") => community.follows.follow(person.id, "paper", slug);
  const heard = async (person = people.ada) =>
    (await community.notifications.list(person.id)).map(({ kind, reason }) => [kind, reason]);
  const mails = () => Promise.all(desk.sink.received.map(({ raw }) => simpleParser(raw)));

  describe("of a followed paper", () => {
    test("tell once of a new version, of code and of a verdict that changed, and of nothing before the follow", async () => {
      const draft = { title: "From Elsewhere", arxiv: "2501.00002" };
      await ingest({ ...draft, arxivVersion: 1 });
      await version(1);
      await version(2);
      await follow();
      await follow(people.ada, "from-elsewhere");
      expect(await community.alerts.raise()).toBe(0);
      await version(2);
      await version(3);
      await ingest({ ...draft, arxivVersion: 1, code: "https://github.com/someone/code" });
      await holds();
      expect(await community.alerts.raise()).toBe(3);
      expect(await community.alerts.raise()).toBe(0);
      expect((await heard()).toSorted()).toEqual([
        ["code", "The authors' code is known: https://github.com/someone/code"],
        ["verdict", "A verdict has changed from “not measured” to “matches”: halves the loss"],
        ["version", "Version 3 is on arXiv"],
      ]);
      // Who comes later hears of what comes later.
      await follow(people.bob);
      await version(4);
      await community.alerts.raise();
      expect(await heard(people.bob)).toEqual([["version", "Version 4 is on arXiv"]]);
      expect(await heard(people.eve)).toEqual([]);
    });

    test("know a verdict as it was when it was followed, though nobody had looked since it changed", async () => {
      await noteVerdicts(store.db);
      await holds();
      await follow();
      expect(await community.alerts.raise()).toBe(0);
      await store.catalogue.saveRun(
        runOf({
          preset: "full",
          measurements: measured("halves", [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]),
          seeds: [1, 2, 3, 4, 5, 6, 7],
          startedAt: "2026-01-03T10:00:00.000Z",
          finishedAt: "2026-01-03T11:00:00.000Z",
        }),
      );
      expect(await community.alerts.raise()).toBe(1);
    });

    test("tell of every change of a verdict, also back to what it was, and of none by a visitor's or a quick run", async () => {
      await follow();
      const { id } = await holds();
      await community.alerts.raise();
      await store.catalogue.deleteRuns({ ids: [id] });
      await community.alerts.raise();
      await holds();
      await store.catalogue.saveRun(visitorsRun({ measurements: measured("halves", [2]) }));
      await store.catalogue.saveRun(runOf({ measurements: measured("halves", [2]) }));
      await community.alerts.raise();
      expect((await heard()).map(([, says]) => says)).toEqual([
        "A verdict has changed from “not measured” to “matches”: halves the loss",
        "A verdict has changed from “matches” to “not measured”: halves the loss",
        "A verdict has changed from “not measured” to “matches”: halves the loss",
      ]);
    });

    test("tell of results that come with another papertape", async () => {
      await follow();
      await seed(store.db, shelfOf({ runs: { "paper-a": [committedRun([0.5, 0.5, 0.5])] } }));
      await community.alerts.raise();
      expect(await heard()).toMatchObject([["verdict", expect.stringContaining("to “matches”") as string]]);
    });

    test("take a version of which nothing was known for news only where it is announced", async () => {
      await follow();
      await version(5);
      await ingest({ arxiv: "2501.00002", title: "Another", arxivVersion: 1 });
      await follow(people.bob, "paper-b");
      expect(await community.alerts.raise()).toBe(0);
      await store.db.update(papers).set({ arxivVersion: null });
      await ingest({ arxivVersion: 6, announcesVersion: true });
      expect(await community.alerts.raise()).toBe(1);
    });

    test("end with the follow, and go on at the paper's new address", async () => {
      await follow();
      await store.db.update(papers).set({ slug: "paper-a-2" }).where(eq(papers.slug, "paper-a"));
      expect(await community.follows.list(people.ada.id)).toMatchObject([{ kind: "paper", value: "paper-a-2" }]);
      await community.follows.follow(people.ada.id, "paper", "paper-a-2");
      expect(await community.follows.ofPaper(people.ada.id, "paper-a-2")).toMatchObject({ paper: true });
      await community.follows.unfollow(people.ada.id, "paper", "paper-a-2");
      await version(1);
      await version(2);
      expect(await community.alerts.raise()).toBe(0);
      await expect(follow(people.ada, "nope")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    });
  });

  describe("go", () => {
    test("where each reader has switched them to, and nothing that was switched off comes when it is switched on", async () => {
      await follow();
      await follow(people.bob);
      await community.alerts.change(people.ada.id, only("site", "code", "version"));
      await community.alerts.change(people.bob.id, only("feed"));
      await version(1);
      await version(2);
      await holds();
      expect(await community.alerts.raise()).toBe(4);
      expect(await heard()).toEqual([["version", "Version 2 is on arXiv"]]);
      expect(await heard(people.bob)).toEqual([]);
      expect(await community.notifications.unread(people.bob.id)).toBe(0);
      await community.alerts.change(people.ada.id, only("site", "mail"));
      await community.alerts.raise();
      await desk.send();
      expect(await heard()).toHaveLength(1);
      expect(desk.sink.received).toEqual([]);
    });

    test("by mail to who asked for it, in one mail, with the way out of it", async () => {
      await follow();
      const settings = await community.alerts.change(people.ada.id, only("site", "mail"));
      expect(settings).toMatchObject({ address: "ada@example.org", switches: only("site", "mail") });
      await version(1);
      await version(2);
      await holds();
      await community.alerts.raise();
      expect(await desk.send()).toMatchObject({ sent: 1, made: 0 });
      await desk.send();
      const [mail, ...more] = await mails();
      expect(more).toEqual([]);
      expect(mail.subject).toBe("2 alerts: Paper A: On Made-Up Things and more");
      expect(desk.sink.received[0].to).toBe("ada@example.org");
      expect(mail.text).toContain("Version 2 is on arXiv");
      expect(mail.text).toContain("https://papers.example.org/papers/paper-a");
      expect(mail.html).toContain("A verdict has changed from “not measured” to “matches”");
      const [row] = await store.db.select({ id: subscribers.id, state: subscribers.state }).from(subscribers);
      const leave = `https://papers.example.org/unsubscribe/${await desk.link("alerts", row.id)}`;
      expect(mail.text).toContain(leave);
      expect(mail.headers.get("list")).toMatchObject({
        id: { name: "papertape alerts" },
        unsubscribe: { url: leave },
        "unsubscribe-post": { name: "List-Unsubscribe=One-Click" },
      });
      // No digest comes with it.
      expect(row.state).toBe("unsubscribed");
      await community.alerts.stopMails(row.id);
      expect((await community.alerts.settings(people.ada.id)).switches).toEqual(only("site"));
      await version(3);
      await community.alerts.raise();
      expect(await desk.send()).toMatchObject({ sent: 0 });
    });

    test("by mail not any more once it is switched off or the link in a mail was followed, though they were due", async () => {
      await follow();
      await community.alerts.change(people.ada.id, only("mail"));
      await version(1);
      await version(2);
      await community.alerts.raise();
      await community.alerts.change(people.ada.id, only("mail", "verdict"));
      expect(await desk.send()).toMatchObject({ sent: 0 });
      await holds();
      await community.alerts.raise();
      const [{ id }] = await store.db.select({ id: subscribers.id }).from(subscribers);
      await community.alerts.stopMails(id);
      expect(await desk.send()).toMatchObject({ sent: 0 });
      expect(await store.db.select().from(deliveries)).toEqual([]);
    });

    test("by mail only to an account's confirmed address", async () => {
      await expect(community.alerts.change(people.bob.id, only("mail"))).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
      await desk.subscribe({ email: "bob@elsewhere.org", network: "1", readerId: people.bob.id });
      await expect(community.alerts.change(people.bob.id, only("mail"))).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
      const { id } = (await desk.ofReader(people.bob.id))!;
      await desk.confirm(id);
      expect(await community.alerts.change(people.bob.id, only("mail"))).toMatchObject({
        address: "bob@elsewhere.org",
      });
    });

    test("by feed to whoever has its address, until there is another", async () => {
      await follow();
      const { privateFeeds, alerts } = community;
      expect(await privateFeeds.tokenOf(people.ada.id)).toBeNull();
      await privateFeeds.open(people.ada.id);
      const token = (await privateFeeds.tokenOf(people.ada.id))!;
      expect(await privateFeeds.readerOf(token)).toBe(people.ada.id);
      expect(await alerts.feed(people.ada.id)).toEqual([]);
      await version(1);
      await version(2);
      await alerts.raise();
      await alerts.raise();
      expect(await alerts.feed(people.ada.id)).toMatchObject([
        { slug: "paper-a", title: paperA.title, says: "Version 2 is on arXiv" },
      ]);
      expect(await alerts.feed(people.bob.id)).toEqual([]);
      await privateFeeds.open(people.ada.id);
      expect(await privateFeeds.readerOf(token)).toBeNull();
      const next = (await privateFeeds.tokenOf(people.ada.id))!;
      await store.db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, people.ada.id));
      expect(await privateFeeds.readerOf(next)).toBeNull();
      expect(await community.alerts.ofPaper("paper-a")).toMatchObject({ alerts: [{ says: "Version 2 is on arXiv" }] });
      expect(await community.alerts.ofPaper("nope")).toBeNull();
    });

    test("of new papers by the ways of whatever found them, once", async () => {
      await community.follows.follow(people.ada.id, "author", "Zoe Last").catch(() => {});
      await paper(store.db, "old", { createdAt: new Date(Date.now() - 60_000) });
      await community.follows.follow(people.ada.id, "author", "Zoe Last");
      await community.follows.follow(people.ada.id, "topic", "things");
      await community.alerts.change(people.ada.id, {
        ...only("site", "author"),
        topic: { site: false, mail: true, feed: false },
      });
      await paper(store.db, "new");
      expect(await community.alerts.raise()).toBe(1);
      expect(await heard()).toEqual([["followed", "Zoe Last"]]);
      expect(await desk.send()).toMatchObject({ sent: 1 });
      expect((await mails())[0].text).toContain("New, because you follow Zoe Last");
    });
  });

  describe("of new papers", () => {
    test("leave out what has words that the follow keeps out, unless another follow finds it", async () => {
      const { follows } = community;
      await paper(store.db, "old", { createdAt: new Date(Date.now() - 60_000) });
      const { ada, bob } = people;
      expect(await follows.follow(ada.id, "topic", "things", ' vision  "of speech" ')).toMatchObject({
        without: 'vision "of speech"',
      });
      await follows.follow(bob.id, "topic", "things", "vision");
      await follows.follow(bob.id, "author", "Zoe Last");
      // Followed again, from a page that knows of no words.
      await follows.follow(ada.id, "topic", "things");
      await paper(store.db, "seen", { title: "Visions" });
      await paper(store.db, "heard", { title: "Heard", abstract: "Recognition of speech." });
      await paper(store.db, "read", { title: "Read" });
      expect(await community.alerts.raise()).toBe(4);
      expect(await community.alerts.raise()).toBe(0);
      const titles = async (id: number) => (await community.notifications.list(id)).map((one) => one.paper.slug);
      expect(await titles(ada.id)).toEqual(["read"]);
      expect((await titles(bob.id)).toSorted()).toEqual(["heard", "read", "seen"]);
      await follows.follow(ada.id, "topic", "things", "");
      expect(await community.alerts.raise()).toBe(2);
      expect(await follows.list(ada.id)).toMatchObject([{ kind: "topic", without: "" }]);
      for (const [kind, value, words] of [
        ["topic", "things", "the"],
        ["paper", "paper-a", "vision"],
        ["search", "norm", "x".repeat(301)],
      ] as const)
        await expect(follows.follow(ada.id, kind, value, words)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    });
  });

  describe("whatever happens", () => {
    /** Mail is due to both. */
    async function due(): Promise<void> {
      for (const person of [people.ada, people.bob]) {
        await store.db
          .update(users)
          .set({ email: sql`email_key` })
          .where(eq(users.id, person.id));
        await follow(person);
        await community.alerts.change(person.id, only("mail"));
      }
      await version(1);
      await version(2);
      await holds();
    }

    test("two processes at once write, raise and mail each alert once", async () => {
      await due();
      const other = await openDesk(store.db);
      const second = createCommunity(store.db, { sources: noSources });
      const raised = await Promise.all([community.alerts.raise(), second.alerts.raise(), community.alerts.raise()]);
      // Whoever looked before the verdict was written down tells of it the next time.
      raised.push(await community.alerts.raise());
      expect(raised.reduce((all, one) => all + one)).toBe(4);
      expect(await store.db.$count(paperEvents)).toBe(2);
      await Promise.all([desk.send(), other.send(), desk.send()]);
      await desk.send();
      const sent = [...desk.sink.received, ...other.sink.received];
      expect(sent.map(({ to }) => to).toSorted()).toEqual(["ada@example.org", "bob@example.org"]);
      await other.stop();
    });

    test("a server that is away gets them later, and what nobody took in time comes with the next", async () => {
      let away = true;
      await behaving({
        onRecipient() {
          if (away) throw answer(451, "4.3.0 not now");
        },
      });
      await due();
      await community.alerts.raise();
      expect(await desk.send()).toMatchObject({ sent: 0, later: 2 });
      away = false;
      await store.db.update(deliveries).set({ expiresAt: new Date("2026-11-25T12:00:01Z") });
      desk.at("2026-11-25T12:10:00Z");
      expect(await desk.send()).toMatchObject({ sent: 0 });
      expect(await desk.send()).toMatchObject({ sent: 2 });
      expect(desk.sink.received).toHaveLength(2);
    });

    test("an address that does not exist gets no more alerts, with or without a digest", async () => {
      await behaving({
        onRecipient(to) {
          if (to === "ada@example.org") throw answer(550, "5.1.1 no such user");
        },
      });
      await due();
      await community.alerts.raise();
      expect(await desk.send()).toMatchObject({ sent: 1, failed: 1 });
      expect(await store.db.select().from(bounces)).toHaveLength(1);
      expect((await community.alerts.settings(people.ada.id)).switches).toEqual(only());
      await version(3);
      await community.alerts.raise();
      await desk.send();
      expect(desk.sink.received.map(({ to }) => to)).toEqual(["bob@example.org", "bob@example.org"]);
    });
  });
});
