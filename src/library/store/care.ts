/** What a server's Postgres does by itself and the embedded one does not: clearing away old rows, and counting for the planner. */
import { sql } from "drizzle-orm";
import type { Jobs } from "../jobs/jobs.ts";
import type { Database } from "./database.ts";

/** While it works, seconds in a library of 100,000 papers, the embedded database answers nobody: so at night, by the server's clock. */
export function scheduleCare(jobs: Jobs, { db, kind }: Pick<Database, "db" | "kind">): void {
  if (kind !== "pglite") return;
  jobs.define("store.care", async () => {
    await db.execute(sql`vacuum (analyze)`);
  });
  jobs.schedule("store.care", "20 3 * * *", { catchUp: true });
}
