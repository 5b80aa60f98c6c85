import { afterEach, beforeEach, expect, test } from "vitest";
import { deliveries, listings, mailedPapers } from "../schema/index.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { pruneDigests } from "./prune.ts";
import { openDesk, paperOf, subscribed, type Desk } from "./testing.ts";

overBothDrivers("old digests", (store) => {
  let desk: Desk;
  beforeEach(async () => void (desk = await openDesk(store.db)));
  afterEach(() => desk.stop());

  const listed = async (paperId: number, day: string) =>
    store.db.insert(listings).values({ paperId, source: "arxiv", listed: day, asOf: day });

  test("are forgotten once nothing can be mailed twice for it, and the others are kept", async () => {
    await subscribed(store.db, desk, "ann@example.org");
    const named = await paperOf(store.db, "named");
    await listed(named, "2026-11-25");
    const unnamed = await paperOf(store.db, "unnamed");
    expect(await desk.send({ day: "2026-11-25" })).toMatchObject({ made: 1, sent: 1 });
    const mailed = async () => (await store.db.select().from(mailedPapers)).map(({ paperId }) => paperId).sort();

    // The rows were written now, by the database's clock.
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
    expect(await pruneDigests(store.db, inDays(100))).toBe(0);
    expect(await mailed()).toEqual([named, unnamed]);
    expect(await pruneDigests(store.db, inDays(400))).toBe(0);
    expect(await mailed()).toEqual([unnamed]);

    // A list names it long after: it is mailed to nobody again.
    desk.at("2027-12-01T12:00:00Z");
    await store.db.delete(listings);
    await listed(unnamed, "2027-12-01");
    expect(await desk.send({ day: "2027-12-01" })).toMatchObject({ made: 0 });
    expect(await pruneDigests(store.db, inDays(800))).toBe(1);
    expect(await store.db.select().from(deliveries)).toEqual([]);
  });

  test("of a day of which it is no longer known who got it are not sent", async () => {
    await subscribed(store.db, desk, "ann@example.org");
    await expect(desk.send({ day: "2026-08-26" })).rejects.toMatchObject({
      code: "INVALID_PREFERENCES",
      message: expect.stringContaining("more than 90 days ago") as string,
    });
    await expect(desk.send({ day: "2026-08-27" })).resolves.toMatchObject({ made: 0 });
  });

  test("that wait to be sent stay", async () => {
    await subscribed(store.db, desk, "ann@example.org");
    await listed(await paperOf(store.db, "named"), "2026-11-25");
    await desk.send({ day: "2026-11-25" });
    await store.db.update(deliveries).set({ state: "queued" });
    expect(await pruneDigests(store.db, new Date("2030-01-01"))).toBe(0);
    expect(await store.db.select().from(mailedPapers)).toHaveLength(1);
  });
});
