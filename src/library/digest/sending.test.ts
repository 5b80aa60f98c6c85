import { asc, eq, sql } from "drizzle-orm";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { crowd } from "../community/testing.ts";
import { bounces, deliveries, mailedPapers, papers, subscribers } from "../schema/index.ts";
import { thisProcess } from "../store/process.ts";
import { answer, type Behaviour } from "../testing/smtp.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { openJournal } from "./journal.ts";
import { claim } from "./queue.ts";
import { recover } from "./recover.ts";
import { openDesk, paperOf, subscribed, type Desk } from "./testing.ts";

overBothDrivers("sending the digest", (store) => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await openDesk(store.db);
  });
  afterEach(() => desk.stop());
  /** A desk whose server behaves like that, with one reader to whom a digest of one paper is due. */
  async function due(behaviour: Behaviour): Promise<number> {
    await desk.stop();
    desk = await openDesk(store.db, behaviour);
    await paperOf(store.db, "a");
    const id = await reader("ann@example.org");
    desk.at("2026-11-26T08:00:00Z");
    return id;
  }
  async function reader(email: string, preferences: object = {}): Promise<number> {
    const id = await subscribed(store.db, desk, email, preferences);
    desk.sink.received.length = 0;
    return id;
  }
  /** So many readers to whom a digest is due at eight on the 26th; their addresses. */
  async function readers(count: number): Promise<string[]> {
    const emails = Array.from({ length: count }, (_, n) => `n${n}@example.org`);
    const confirmed = { state: "active" as const, confirmedAt: new Date("2026-11-20") };
    const nextAt = new Date("2026-11-26T08:00:00Z");
    await store.db
      .insert(subscribers)
      .values(emails.map((email) => ({ email, emailKey: email, ...confirmed, nextAt })));
    return emails;
  }
  const row = async () => (await store.db.select().from(deliveries).orderBy(asc(deliveries.id)))[0];
  const mails = () => Promise.all(desk.sink.received.map(({ raw }) => simpleParser(raw)));
  const titles = async () =>
    (await mails()).map(({ text }) => [...text!.matchAll(/^Paper (\w+)$/gm)].map(([, name]) => name));

  describe("a digest", () => {
    test("comes at its hour, trending first, in both parts, with the headers of a list", async () => {
      await paperOf(store.db, "quiet");
      await paperOf(store.db, "loud", { votes: 3, title: "Loud <b>& $O(n^2)$</b>" });
      const id = await reader("ann@example.org");
      expect(await desk.send()).toMatchObject({ made: 0, sent: 0 });
      desk.at("2026-11-26T08:00:00Z");
      expect(await desk.send()).toEqual({
        made: 1,
        skipped: [],
        sent: 1,
        later: 0,
        failed: 0,
        suspended: 0,
        stopped: null,
      });
      const [mail] = await mails();
      const { headers } = mail;
      const link = `https://papers.example.org/unsubscribe/${await desk.link("manage", id)}`;
      expect(mail).toMatchObject({
        subject: "Loud <b>& O(n²)</b> and 1 more paper",
        date: new Date("2026-11-26T08:00:00Z"),
      });
      expect(headers.get("list")).toMatchObject({
        id: { name: "papertape digest", id: "digest.papers.example.org" },
        unsubscribe: { url: link },
        "unsubscribe-post": { name: "List-Unsubscribe=One-Click" },
      });
      expect([headers.get("precedence"), headers.get("auto-submitted")]).toEqual(["bulk", "auto-generated"]);
      expect(mail.messageId).toMatch(/^<[0-9a-f]{32}@papers\.example\.org>$/);
      expect(mail.text!.indexOf("Loud")).toBeLessThan(mail.text!.indexOf("Paper quiet"));
      expect(mail.text).toContain("[Trending: 3 votes]");
      expect(mail.text).toContain(link);
      expect(mail.html).toContain("Loud &#60;b&#62;&#38; O(n²)&#60;/b&#62;");
      expect(mail.html).not.toContain("<b>");
    });

    test("is not sent on a day without papers, nor twice, nor any paper again", async () => {
      await paperOf(store.db, "a", { day: "2026-11-26" });
      await reader("ann@example.org");
      desk.at("2026-11-26T08:00:00Z");
      await desk.send();
      await desk.send();
      await desk.send({ day: "2026-11-26" });
      desk.at("2026-11-27T08:00:00Z");
      expect(await desk.send()).toMatchObject({ made: 0, sent: 0 });
      await paperOf(store.db, "b", { day: "2026-11-27" });
      // Listed late: yesterday's, but never mailed.
      await paperOf(store.db, "c", { day: "2026-11-26" });
      desk.at("2026-11-28T08:00:00Z");
      await desk.send();
      expect(await titles()).toEqual([["a"], ["b", "c"]]);
    });

    test("leaves out papers with unwanted words, also for what the account follows", async () => {
      const { ada } = await crowd(store.db);
      for (const slug of ["norm", "vision", "speech"]) await paperOf(store.db, slug, { topic: "depth" });
      await reader("ann@example.org", { without: "visions" });
      const id = await reader("ada@example.org", { searches: ["nothing"] });
      await store.db.update(subscribers).set({ userId: ada.id }).where(eq(subscribers.id, id));
      await store.db.execute(sql`
        insert into follows (user_id, kind, value, label, without) values (${ada.id}, 'topic', 'depth', 'Depth', 'speech')`);
      desk.at("2026-11-26T08:00:00Z");
      await desk.send();
      const all = await mails();
      const of = (to: string) => all[desk.sink.received.findIndex((mail) => mail.to === to)].text!;
      const kept = (text: string) => ["norm", "vision", "speech"].filter((slug) => text.includes(`Paper ${slug}`));
      expect(kept(of("ann@example.org"))).toEqual(["norm", "speech"]);
      expect(kept(of("ada@example.org"))).toEqual(["norm", "vision"]);
      await expect(subscribed(store.db, desk, "bob@example.org", { without: "the" })).rejects.toMatchObject({
        code: "INVALID_PREFERENCES",
      });
    });

    test("has what was asked for: topics, authors and searches of the subscription and of the account", async () => {
      const { ada } = await crowd(store.db);
      await desk.stop();
      desk = await openDesk(store.db, {}, (query) => Promise.resolve(query === "needle" ? ["found"] : []));
      for (const topic of ["depth", "width", "height"]) await paperOf(store.db, topic, { topic });
      await paperOf(store.db, "found");
      await store.db.execute(sql`insert into authors (name_key, name) values ('jba', 'J. Ba')`);
      await paperOf(store.db, "written");
      await store.db.execute(
        sql`insert into paper_authors (paper_id, position, author_id) select papers.id, 0, authors.id from papers, authors where slug = 'written'`,
      );
      await desk.subscribeReader(
        { id: ada.id, email: "ada@example.org" },
        { topics: ["depth"], authors: ["J. Ba"], searches: ["needle"] },
      );
      await store.db.execute(
        sql`insert into follows (user_id, kind, value, label) values (${ada.id}, 'topic', 'width', 'Width')`,
      );
      desk.at("2026-11-26T08:00:00Z");
      await desk.send();
      expect((await titles())[0].toSorted()).toEqual(["depth", "found", "width", "written"]);
      const [{ text }] = await mails();
      expect(text).toContain("[By J. Ba, whom you follow]");
      expect(text).toContain("[Found by your search “needle”]");
      expect(text).toContain("[On Topic width, a topic of yours]");
    });

    test("of a week comes once a week", async () => {
      await paperOf(store.db, "a");
      await reader("ann@example.org", { frequency: "weekly", weekday: 5 });
      for (const day of ["26", "27", "28", "29"]) {
        desk.at(`2026-11-${day}T12:00:00Z`);
        await desk.send();
      }
      expect((await mails()).map(({ subject }) => subject)).toEqual(["Paper a"]);
      expect(await row()).toMatchObject({ period: "2026-W48", kind: "weekly" });
    });

    test("after days of silence has what was missed", async () => {
      await reader("ann@example.org");
      desk.at("2026-11-26T08:00:00Z");
      await desk.send();
      for (const day of ["27", "28", "29", "30"]) await paperOf(store.db, `of${day}`, { day: `2026-11-${day}` });
      desk.at("2026-12-02T08:30:00Z");
      await desk.send();
      expect((await titles())[0]).toHaveLength(4);
      expect(await row()).toMatchObject({ period: "2026-12-02" });
    });

    test("can be sent for a day and to one reader only, who must have confirmed", async () => {
      await paperOf(store.db, "a");
      await reader("ann@example.org");
      await reader("bob@example.org");
      expect(await desk.send({ day: "2026-11-25", to: "bob@example.org" })).toMatchObject({ made: 1, sent: 1 });
      expect(desk.sink.received.map(({ to }) => to)).toEqual(["bob@example.org"]);
      await expect(desk.send({ to: "eve@example.org" })).rejects.toMatchObject({ code: "NO_SUCH_SUBSCRIBER" });
      await expect(desk.send({ day: "25.11." })).rejects.toMatchObject({ code: "INVALID_PREFERENCES" });
    });

    test("can be looked at before, and nothing is written by that", async () => {
      await paperOf(store.db, "a", { day: "2026-11-20" });
      const { day, message } = await desk.preview({});
      expect([day, message?.subject]).toEqual(["2026-11-20", "Paper a"]);
      expect(await desk.preview({ day: "2026-11-25" })).toMatchObject({
        message: null,
        why: expect.stringContaining("there is no paper") as string,
      });
      expect(await store.db.select().from(mailedPapers)).toEqual([]);
    });
  });

  describe("whatever happens", () => {
    test("two processes at once make and send each digest once", async () => {
      await paperOf(store.db, "a");
      const emails = await readers(30);
      const other = await openDesk(store.db);
      desk.at("2026-11-26T08:00:00Z");
      other.at("2026-11-26T08:00:00Z");
      const reports = await Promise.all([desk.send(), other.send(), desk.send()]);
      const sent = [...desk.sink.received, ...other.sink.received].map(({ to }) => to);
      expect(sent.toSorted()).toEqual(emails.toSorted());
      expect(reports.reduce((sum, report) => sum + report.sent, 0)).toBe(30);
      await other.stop();
    });

    test("a sender that died is picked up after: what it let go of is sent, what it did not is sent now", async () => {
      const me = thisProcess();
      const sender = { ...me, started: me.started && `${me.started.split(":")[0]}:1`, pass: "died" };
      await paperOf(store.db, "a");
      await readers(3);
      await makeOnly();
      desk.at("2026-11-26T08:00:00Z");
      const now = new Date("2026-11-26T08:00:00Z");
      const claimed = await claim(store.db, sender, { count: 10, lease: 900_000, now });
      expect(claimed).toHaveLength(3);
      const journal = openJournal(desk.folder, sender);
      journal.note(claimed[0].id, "out");
      journal.note(claimed[1].id, "out");
      journal.note(claimed[1].id, "refused");
      await desk.send();
      expect(desk.sink.received.map(({ to }) => to).toSorted()).toEqual(
        [claimed[1].email, claimed[2].email].toSorted(),
      );
      expect(new Set((await store.db.select().from(deliveries)).map(({ state }) => state))).toEqual(new Set(["sent"]));
      const ids = (await mails()).map(({ messageId }) => messageId);
      expect(ids).toContain(`<${claimed[2].messageId}>`);
    });

    test("a sender of which nothing is known is waited for until its lease is over", async () => {
      await due({});
      await makeOnly();
      const sender = { host: "elsewhere", pid: 1, started: null, pass: "x" };
      await claim(store.db, sender, { count: 10, lease: 60_000, now: new Date("2026-11-26T08:00:00Z") });
      await desk.send();
      expect(desk.sink.received).toEqual([]);
      desk.at("2026-11-26T08:02:00Z");
      await desk.send();
      expect(desk.sink.received).toHaveLength(1);
      expect(await row()).toMatchObject({ state: "sent", attempts: 2, unanswered: 1 });
    });

    /** Makes what is due and sends nothing. */
    async function makeOnly(): Promise<void> {
      const { enqueue } = await import("./enqueue.ts");
      await enqueue(store.db, { now: new Date("2026-11-26T08:00:00Z"), domain: "papers.example.org" });
    }

    test("a digest whose time is over is not sent late, and its papers come with the next", async () => {
      await due({});
      await makeOnly();
      await recover(store.db, desk.folder, new Date("2026-11-27T08:00:00Z"));
      expect(await row()).toMatchObject({ state: "failed", answer: "it could not be sent in its time" });
      desk.at("2026-11-27T08:00:00Z");
      await desk.send();
      expect(await titles()).toEqual([["a"]]);
    });

    test("a paper that is deleted in between is left out, and a digest of nothing else is not sent", async () => {
      await due({});
      await makeOnly();
      await store.db.delete(papers);
      expect(await desk.send()).toMatchObject({ sent: 0, failed: 1 });
      expect(desk.sink.received).toEqual([]);
      expect(await store.db.select().from(bounces)).toEqual([]);
    });
  });

  describe("a server that", () => {
    test("greylists gets the same mail again after a few minutes", async () => {
      let tries = 0;
      await due({
        onRecipient() {
          if (++tries === 2) throw answer(451, "4.7.1 come back later");
        },
      });
      expect(await desk.send()).toMatchObject({ sent: 0, later: 1 });
      expect(await desk.send()).toMatchObject({ sent: 0, later: 0 });
      desk.at("2026-11-26T08:05:00Z");
      expect(await desk.send()).toMatchObject({ sent: 1 });
      expect(await row()).toMatchObject({ state: "sent", attempts: 2 });
      expect(await store.db.select().from(bounces)).toEqual([]);
    });

    test("has no such mailbox gets no more mail for it", async () => {
      let known = true;
      const id = await due({
        onRecipient() {
          if (!known) throw answer(550, "5.1.1 no such user");
        },
      });
      known = false;
      expect(await desk.send()).toMatchObject({ failed: 1, suspended: 1 });
      expect(await desk.admin.list({ state: "suspended" })).toMatchObject([
        { id, bounces: 1, nextAt: null, suspendedFor: expect.stringContaining("5.1.1 no such user") as string },
      ]);
      expect(await store.db.select().from(mailedPapers)).toEqual([]);
      known = true;
      await desk.confirm(id);
      desk.at("2026-11-27T08:00:00Z");
      expect(await desk.send()).toMatchObject({ sent: 1 });
    });

    test("refuses what we say three times in a row gets no more of it", async () => {
      let strict = false;
      await due({
        onMail() {
          if (strict) throw answer(554, "5.7.1 looks like spam");
        },
      });
      strict = true;
      for (const [day, suspended] of [
        ["26", 0],
        ["27", 0],
        ["28", 1],
      ] as const) {
        await paperOf(store.db, `of${day}`, { day: `2026-11-${day}` });
        desk.at(`2026-11-${day}T08:00:00Z`);
        expect(await desk.send()).toMatchObject({ failed: 1, suspended });
      }
    });

    test("hangs up after the mail gets it again an hour later, the same to the last byte, three times at most", async () => {
      const seen: string[] = [];
      let loud = false;
      await due({ onMail: ({ raw }) => (loud ? (seen.push(raw), "drop") : undefined) });
      loud = true;
      for (const hour of ["08", "09", "10", "11", "12"]) {
        desk.at(`2026-11-26T${hour}:00:00Z`);
        await desk.send();
      }
      expect(seen).toHaveLength(3);
      expect(new Set(seen).size).toBe(1);
      // It may have come: its papers are not mailed again.
      expect(await row()).toMatchObject({ state: "failed", unanswered: 2 });
      expect(await store.db.select().from(mailedPapers)).toHaveLength(1);
    });

    test("is away is not asked for every mail, and no address suffers", async () => {
      await due({});
      await readers(40);
      await desk.sink.stop();
      const report = await desk.send();
      expect(report).toMatchObject({
        made: 41,
        sent: 0,
        later: 41,
        failed: 0,
        stopped: expect.stringContaining("127.0.0.1") as string,
      });
      expect(await desk.admin.counts()).toMatchObject({ active: 41, suspended: 0 });
      expect(await store.db.select().from(bounces)).toEqual([]);
    });

    test("refuses one of many takes the others", async () => {
      await paperOf(store.db, "a");
      await desk.stop();
      desk = await openDesk(store.db, {
        onRecipient(to) {
          if (to === "n3@example.org") throw answer(550, "5.1.1 no such user");
        },
      });
      await readers(12);
      desk.at("2026-11-26T08:00:00Z");
      expect(await desk.send()).toMatchObject({ made: 12, sent: 11, failed: 1, suspended: 1 });
    });
  });
});
