import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { JobHandler, Jobs } from "../jobs/jobs.ts";
import { papers } from "../schema/index.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { scheduleCare } from "./care.ts";

overBothDrivers("nightly care", (store) => {
  test("counts rows for the planner where nothing else does", async () => {
    const handlers: JobHandler[] = [];
    const jobs = { define: (_: string, handler: JobHandler) => void handlers.push(handler), schedule: () => {} };
    scheduleCare(jobs as unknown as Jobs, store.database);
    expect(handlers).toHaveLength(store.kind === "pglite" ? 1 : 0);
    await store.db.insert(papers).values({ slug: "p", title: "P", titleKey: "p" });
    for (const care of handlers) await care({}, { id: "1", attempt: 1, signal: new AbortController().signal });
    const [{ rows }] = await store.db
      .select({ rows: sql<number>`reltuples::integer` })
      .from(sql`pg_class`)
      .where(sql`oid = 'papers'::regclass`);
    if (store.kind === "pglite") expect(rows).toBe(1);
  });
});
