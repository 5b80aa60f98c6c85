import { expect, test } from "vitest";
import { overBothDrivers } from "../testing/stores.ts";
import { forgetLimits, takeToken } from "./limits.ts";

const limit = { capacity: 3, perHour: 60 };
const start = new Date("2026-05-01T12:00:00Z");
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);

overBothDrivers("a rate limit", (store) => {
  const take = (key: string, seconds = 0) => takeToken(store.db, key, limit, later(seconds));

  test("lets as many through at once as it holds, then says when to come back", async () => {
    for (let i = 0; i < 3; i++) expect(await take("a")).toEqual({ allowed: true, retryAfterSeconds: 0 });
    expect(await take("a")).toEqual({ allowed: false, retryAfterSeconds: 60 });
    expect(await take("a", 59)).toEqual({ allowed: false, retryAfterSeconds: 1 });
    expect((await take("a", 60)).allowed).toBe(true);
    expect((await take("a", 60)).allowed).toBe(false);
  });
  test("holds one key apart from another", async () => {
    for (let i = 0; i < 4; i++) await take("a");
    expect((await take("b")).allowed).toBe(true);
  });
  test("is full again after a while, and never fuller", async () => {
    for (let i = 0; i < 3; i++) await take("a");
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push((await take("a", 86_400)).allowed);
    expect(answers).toEqual([true, true, true, false]);
  });
  test("takes nothing away when a clock goes back", async () => {
    await take("a");
    expect((await take("a", -3600)).allowed).toBe(true);
  });
  test("gives no token twice, however many ask at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => take("a")));
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(3);
  });
  test("is forgotten when it has been full for days, and only then", async () => {
    await takeToken(store.db, "now", { capacity: 1, perHour: 1 });
    await takeToken(store.db, "old", { capacity: 1, perHour: 1 }, new Date(Date.now() - 4 * 86_400_000));
    await forgetLimits(store.db);
    expect((await takeToken(store.db, "now", { capacity: 1, perHour: 1 })).allowed).toBe(false);
    expect((await takeToken(store.db, "old", { capacity: 1, perHour: 1 }, new Date(0))).allowed).toBe(true);
  });
});
