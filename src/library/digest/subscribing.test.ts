import { eq } from "drizzle-orm";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { crowd } from "../community/testing.ts";
import { deliveries, mailedPapers, subscribers } from "../schema/index.ts";
import { answer } from "../testing/smtp.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { openDesk, paperOf, subscribed, type Desk } from "./testing.ts";

overBothDrivers("subscribing to the digest", (store) => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await openDesk(store.db);
  });
  afterEach(() => desk.stop());
  const ask = (email: string, preferences?: object) => desk.subscribe({ email, preferences, network: "127.0.0.1" });
  const mails = () => Promise.all(desk.sink.received.map(({ raw }) => simpleParser(raw)));
  const linkIn = (text: string | undefined, path: string) =>
    new RegExp(`https://papers\\.example\\.org/${path}/(\\S+)`).exec(text ?? "")![1];

  test("a stranger's address gets one mail, and nothing more until its reader says yes", async () => {
    await paperOf(store.db, "a");
    await ask("Ann@Example.org", { zone: "Europe/Berlin", hour: 7 });
    const [mail] = await mails();
    expect(mail.subject).toBe("papertape: confirm your address");
    expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail.html).toContain(linkIn(mail.text, "subscribe/confirm"));
    const found = await desk.ofLink("confirm", linkIn(mail.text, "subscribe/confirm"));
    expect(found).toMatchObject({ email: "Ann@example.org", state: "pending", nextAt: null });
    // Looking is not confirming: scanners look at every link.
    await desk.send();
    expect(desk.sink.received).toHaveLength(1);
    expect(await desk.confirm(found!.id)).toMatchObject({ state: "active", nextAt: "2026-11-26T06:00:00.000Z" });
    expect(await desk.confirm(found!.id)).toMatchObject({ state: "active" });
  });

  test("asking again looks the same, whoever is known; an active reader is told so and nothing changes", async () => {
    await subscribed(store.db, desk, "ann@example.org", { hour: 6 });
    await expect(ask("ann@example.org", { hour: 23 })).resolves.toBeUndefined();
    await expect(ask("new@example.org")).resolves.toBeUndefined();
    const [, again] = await mails();
    expect(again.subject).toBe("papertape: you get the digest already");
    const found = await desk.ofLink("manage", linkIn(again.text, "digest"));
    expect(found).toMatchObject({ state: "active", preferences: { hour: 6 } });
  });

  test("whoever is alone here may ask for one address after another; the account's digest is the last of them, until one is confirmed", async () => {
    const { bob } = await crowd(store.db);
    const askAs = (email: string) => desk.subscribe({ email, network: "127.0.0.1", readerId: bob.id });
    for (const email of ["a@example.org", "b@example.org", "c@example.org", "b@example.org"]) await askAs(email);
    expect(await desk.ofReader(bob.id)).toMatchObject({ email: "b@example.org", state: "pending" });
    await desk.confirm((await desk.ofReader(bob.id))!.id);
    await askAs("d@example.org");
    expect(await desk.ofReader(bob.id)).toMatchObject({ email: "b@example.org", state: "active" });
  });

  test("nobody is bothered more than three times, and a network does not ask for the whole world", async () => {
    for (let n = 0; n < 6; n++) await ask("ann@example.org");
    expect(desk.sink.received).toHaveLength(3);
    const asking = Promise.all(Array.from({ length: 20 }, (_, n) => ask(`n${n}@example.org`)));
    await expect(asking).rejects.toMatchObject({
      code: "TOO_OFTEN",
      message: expect.stringMatching(/\d+ min/) as string,
      retryAfterSeconds: expect.any(Number) as number,
    });
  });

  test("what is no address, or no preference, is refused with every reason", async () => {
    await expect(ask("ann at example")).rejects.toMatchObject({ code: "INVALID_ADDRESS" });
    await expect(ask("ann@example.org", { hour: 24, zone: "+01:00", maxPapers: 0 })).rejects.toMatchObject({
      code: "INVALID_PREFERENCES",
      details: [
        expect.stringMatching(/hour/),
        expect.stringMatching(/time zone/),
        expect.stringMatching(/length/),
      ] as string[],
    });
    expect(await store.db.select().from(subscribers)).toEqual([]);
  });

  test("a server that is away is said; one that refuses the address is not, so that nobody learns who is there", async () => {
    await desk.stop();
    await expect(ask("ann@example.org")).rejects.toMatchObject({ code: "MAIL_FAILED" });
    desk = await openDesk(store.db, {
      onRecipient() {
        throw answer(550, "5.1.1 no such user");
      },
    });
    await expect(ask("bob@example.org")).resolves.toBeUndefined();
  });

  describe("a reader", () => {
    test("changes what comes, pauses, goes on, leaves and comes back, each by a link without signing in", async () => {
      const id = await subscribed(store.db, desk, "ann@example.org");
      const link = await desk.link("manage", id);
      expect(await desk.ofLink("manage", link)).toMatchObject({ id });
      const changed = await desk.change(id, { frequency: "weekly", weekday: 5, zone: "America/New_York" });
      expect(changed).toMatchObject({ nextAt: "2026-11-27T13:00:00.000Z", preferences: { hour: 8, weekday: 5 } });
      expect(await desk.pause(id)).toMatchObject({ state: "paused", nextAt: null });
      expect(await desk.change(id, { hour: 9 })).toMatchObject({ state: "paused", nextAt: null });
      expect(await desk.resume(id)).toMatchObject({ state: "active", nextAt: "2026-11-27T14:00:00.000Z" });
      expect(await desk.unsubscribe(id)).toMatchObject({ state: "unsubscribed" });
      expect(await desk.unsubscribe(id)).toMatchObject({ state: "unsubscribed" });
      expect(await desk.resume(id)).toMatchObject({ state: "unsubscribed" });
      await desk.forget(id);
      expect(await desk.ofLink("manage", link)).toBeNull();
      await expect(desk.confirm(id)).rejects.toMatchObject({ code: "NO_SUCH_SUBSCRIBER" });
    });

    test("who leaves gets nothing that waits; its papers count as never mailed", async () => {
      await paperOf(store.db, "a");
      const id = await subscribed(store.db, desk, "ann@example.org");
      const [delivery] = await store.db
        .insert(deliveries)
        .values({
          subscriberId: id,
          period: "2026-11-24",
          kind: "daily",
          content: { day: "2026-11-24", papers: [{ paper: 1, why: { kind: "new" } }], more: 0 },
          messageId: "x@y",
          expiresAt: new Date("2026-11-26"),
        })
        .returning();
      await store.db.insert(mailedPapers).values({ subscriberId: id, paperId: 1, deliveryId: delivery.id });
      await desk.unsubscribe(id);
      expect([await store.db.select().from(deliveries), await store.db.select().from(mailedPapers)]).toEqual([[], []]);
    });

    test("who signed in by mail needs no second confirmation, and moves the digest to a new address", async () => {
      const { ada } = await crowd(store.db);
      const mine = { id: ada.id, email: "ada@example.org" };
      expect(await desk.subscribeReader(mine, { hour: 5 })).toMatchObject({ state: "active", userId: ada.id });
      expect(await desk.ofReader(ada.id)).toMatchObject({ email: "ada@example.org", preferences: { hour: 5 } });
      expect(await desk.subscribeReader({ ...mine, email: "ada@new.example" })).toMatchObject({ state: "active" });
      expect(await desk.ofReader(ada.id)).toMatchObject({ email: "ada@new.example" });
      await expect(desk.subscribeReader({ id: ada.id, email: null })).rejects.toMatchObject({
        code: "INVALID_ADDRESS",
      });
      expect(desk.sink.received).toEqual([]);
    });

    test("whose account is deleted keeps the digest that the address asked for", async () => {
      const { ada } = await crowd(store.db);
      await desk.subscribeReader({ id: ada.id, email: "ada@example.org" });
      await store.db.execute(`delete from users where id = ${ada.id}`);
      const [row] = await store.db.select().from(subscribers).where(eq(subscribers.emailKey, "ada@example.org"));
      expect(row).toMatchObject({ userId: null, state: "active" });
    });
  });

  test("an admin sees who there is, page by page, and may stop or remove them", async () => {
    const ann = await subscribed(store.db, desk, "ann@example.org");
    const bob = await subscribed(store.db, desk, "bob_x@example.org");
    await ask("new@example.org");
    expect(await desk.admin.counts()).toEqual({ pending: 1, active: 2, paused: 0, unsubscribed: 0, suspended: 0 });
    expect((await desk.admin.list({ address: "B_X" })).map(({ id }) => id)).toEqual([bob]);
    expect(await desk.admin.list({ state: "active", after: ann })).toMatchObject([
      { id: bob, bounces: 0, lastSentAt: null },
    ]);
    await desk.admin.suspend(bob, "complained");
    expect(await desk.admin.list({ state: "suspended" })).toMatchObject([
      { id: bob, suspendedFor: "complained", nextAt: null },
    ]);
    await desk.admin.reinstate(bob);
    await desk.admin.remove(ann);
    expect((await desk.admin.list({ state: "active" })).map(({ id }) => id)).toEqual([bob]);
    expect(await desk.admin.week()).toEqual({ queued: 0, sending: 0, sent: 0, failed: 0 });
  });
});
