import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import {
  bookmarks,
  comments,
  listEntries,
  listings,
  papers,
  runs as runsTable,
  users,
  votes,
} from "../schema/index.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { runOf, shelfOf, visitorsRun } from "../testing/shelf.ts";
import { seed } from "../shelf/seed.ts";
import { elsewhere, HALF_LIFE, heatAt, storedHeat, type Act } from "./heat.ts";

const now = new Date("2026-11-25T12:00:00Z");
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);

describe("heat", () => {
  test("of one reader just now is 1, and halves every three days", () => {
    const stored = storedHeat([{ at: now, weight: 1 }])!;
    expect(heatAt(stored, now)).toBeCloseTo(1, 9);
    expect(heatAt(stored, new Date(now.getTime() + HALF_LIFE))).toBeCloseTo(0.5, 9);
  });
  test("is the sum over acts, whatever their ages", () => {
    const acts: Act[] = [0, 3, 6, 10_000].map((days) => ({ at: ago(days), weight: 1 }));
    expect(heatAt(storedHeat(acts)!, now)).toBeCloseTo(1.75, 9);
  });
  test("keeps its order while time passes", () => {
    const [many, fresh] = [storedHeat([{ at: ago(6), weight: 3 }])!, storedHeat([{ at: now, weight: 1 }])!];
    expect(fresh).toBeGreaterThan(many);
    for (const days of [0, 30, 3_000]) {
      const later = new Date(now.getTime() + days * 86_400_000);
      expect(heatAt(fresh, later)).toBeGreaterThan(heatAt(many, later));
    }
  });
  test("of no acts is nothing", () => expect(storedHeat([])).toBeNull());
});

overBothDrivers("list entries", (store) => {
  let paper: number;
  beforeEach(async () => {
    [{ id: paper }] = await store.db
      .insert(papers)
      .values({ slug: "p", title: "P", titleKey: "p", published: "2026-11-01" })
      .returning({ id: papers.id });
    await store.db.insert(users).values(["A", "B", "C"].map((name) => ({ name })));
  });
  const entry = async () => (await store.db.select().from(listEntries).where(eq(listEntries.paperId, paper)))[0];

  test("stand at the day of publication, then where a source first listed the paper", async () => {
    expect(await entry()).toEqual({
      paperId: paper,
      day: "2026-11-01",
      place: "2026-11-01",
      votes: 0,
      comments: 0,
      heat: null,
    });
    await store.db.update(papers).set({ published: "2026-01-01", publishedPrecision: "year" });
    expect(await entry()).toMatchObject({ day: null, place: "2026-01-01" });
    const seen = { paperId: paper, asOf: "2026-11-20" };
    await store.db.insert(listings).values({ ...seen, source: "b", listed: "2026-11-19" });
    await store.db.insert(listings).values({ ...seen, source: "a", listed: "2026-11-18", votes: 7, comments: 2 });
    expect(await entry()).toMatchObject({ day: "2026-11-18", votes: 7, comments: 2 });
  });

  test("count a person once, whatever they do, at the latest of it", async () => {
    await store.db.insert(votes).values({ paperId: paper, userId: 1, createdAt: ago(6) });
    await store.db.insert(bookmarks).values({ paperId: paper, userId: 1, createdAt: ago(9) });
    await store.db.insert(comments).values([
      { paperId: paper, userId: 1, markdown: "x", createdAt: ago(3) },
      { paperId: paper, userId: 1, markdown: "y", createdAt: ago(4) },
      { paperId: paper, userId: 2, markdown: "z", createdAt: ago(0) },
    ]);
    expect(await entry()).toMatchObject({ votes: 1, comments: 3 });
    expect(heatAt((await entry()).heat!, now)).toBeCloseTo(0.5 + 1, 6);
  });

  test("add a half for a day of runs, and the busiest other site, as the formula says", async () => {
    await store.db.insert(votes).values({ paperId: paper, userId: 3, createdAt: ago(1) });
    const seen = { paperId: paper, asOf: "2026-11-22", listed: "2026-11-21" };
    await store.db.insert(listings).values([
      { ...seen, source: "hf-daily", votes: 28, comments: 3 },
      { ...seen, source: "list-page", comments: 2 },
    ]);
    const acts: Act[] = [
      { at: ago(1), weight: 1 },
      { at: new Date("2026-11-21T12:00:00Z"), weight: elsewhere(28, 3) },
    ];
    expect((await entry()).heat).toBeCloseTo(storedHeat(acts)!, 9);
  });

  test("forget votes that are taken back, comments that are hidden, and people who left", async () => {
    await store.db.insert(votes).values([1, 2].map((userId) => ({ paperId: paper, userId })));
    await store.db.insert(comments).values({ paperId: paper, userId: 3, markdown: "x" });
    await store.db.delete(votes).where(eq(votes.userId, 1));
    await store.db.update(comments).set({ hiddenAt: now });
    expect(await entry()).toMatchObject({ votes: 1, comments: 0 });
    await store.db.delete(users).where(eq(users.id, 2));
    expect(await entry()).toMatchObject({ votes: 0, comments: 0, heat: null });
  });

  test("are warmed by runs of this installation, each day once, and not by those of visitors or those that ship", async () => {
    await seed(store.db, shelfOf());
    const [{ id }] = await store.db.select({ id: papers.id }).from(papers).where(eq(papers.slug, runOf().paper));
    const heat = async () => (await store.db.select().from(listEntries).where(eq(listEntries.paperId, id)))[0].heat;
    expect(await heat()).toBeNull();
    await store.catalogue.saveRun(visitorsRun());
    expect(await heat()).toBeNull();
    const first = runOf();
    await store.catalogue.saveRun(first);
    await store.catalogue.saveRun(runOf());
    expect(await heat()).toBeCloseTo(storedHeat([{ at: new Date(first.finishedAt!), weight: 0.5 }])!, 6);
    const { runs } = (await store.db.select({ runs: sql<string[]>`json_agg(id)` }).from(runsTable))[0];
    await store.catalogue.deleteRuns({ ids: runs });
    expect(await heat()).toBeNull();
  });
});
