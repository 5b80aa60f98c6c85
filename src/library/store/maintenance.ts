/** What a store needs at night: old rows forgotten, and, where no server's Postgres does it by itself, cleared away and counted for the planner. */
import { sql } from "drizzle-orm";
import { pruneDigests } from "../digest/prune.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { forgetLimits } from "../limits/limits.ts";
import { forgetSessions } from "../readers/sessions.ts";
import { forgetLinks } from "../readers/sign-in.ts";
import type { Database } from "./database.ts";

/** By the server's clock. While the embedded database is cleared, seconds in a library of 100,000 papers, it answers nobody. */
export function scheduleMaintenance(jobs: Jobs, { db, kind }: Pick<Database, "db" | "kind">): void {
  jobs.define("store.care", async () => {
    for (const forget of [forgetSessions, forgetLinks, forgetLimits]) await forget(db);
    const digests = await pruneDigests(db);
    if (kind === "pglite") await db.execute(sql`vacuum (analyze)`);
    return { digests };
  });
  jobs.schedule("store.care", "20 3 * * *", { catchUp: true });
}
