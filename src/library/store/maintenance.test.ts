import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { JobHandler, Jobs } from "../jobs/jobs.ts";
import { papers, rateLimits, sessions, signInLinks, users } from "../schema/index.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { scheduleMaintenance } from "./maintenance.ts";

overBothDrivers("nightly maintenance", (store) => {
  async function maintain(): Promise<void> {
    const handlers: JobHandler[] = [];
    const jobs = { define: (_: string, handler: JobHandler) => void handlers.push(handler), schedule: () => {} };
    scheduleMaintenance(jobs as unknown as Jobs, store.database);
    for (const handler of handlers) await handler({}, { id: "1", attempt: 1, signal: new AbortController().signal });
  }

  test("counts rows for the planner where nothing else does", async () => {
    await store.db.insert(papers).values({ slug: "p", title: "P", titleKey: "p" });
    await maintain();
    const [{ rows }] = await store.db
      .select({ rows: sql<number>`reltuples::integer` })
      .from(sql`pg_class`)
      .where(sql`oid = 'papers'::regclass`);
    if (store.kind === "pglite") expect(rows).toBe(1);
  });

  test("forgets sessions, links and limits that are over, and no others", async () => {
    const [{ id }] = await store.db.insert(users).values({ name: "Ann" }).returning();
    const [past, future] = [new Date(Date.now() - 7 * 86_400_000), new Date(Date.now() + 86_400_000)];
    const session = { userId: id, expiresAt: future };
    await store.db.insert(sessions).values([
      { ...session, hash: "now" },
      { ...session, hash: "over", expiresAt: past },
    ]);
    const link = { email: "a@example.org", emailKey: "a@example.org" };
    await store.db.insert(signInLinks).values([
      { ...link, hash: "now" },
      { ...link, hash: "over", createdAt: past },
      { ...link, hash: "invitation", createdAt: new Date(Date.now() - 6 * 86_400_000), minutes: 7 * 24 * 60 },
    ]);
    await store.db.insert(rateLimits).values([
      { key: "now", tokens: 1 },
      { key: "over", tokens: 1, at: past },
    ]);
    await maintain();
    expect((await store.db.select().from(sessions)).map(({ hash }) => hash)).toEqual(["now"]);
    expect((await store.db.select().from(signInLinks)).map(({ hash }) => hash).sort()).toEqual(["invitation", "now"]);
    expect((await store.db.select().from(rateLimits)).map(({ key }) => key)).toEqual(["now"]);
  });
});
