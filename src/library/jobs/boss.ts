/** pg-boss, told how to reach the database: through the embedded one's only connection, or with two of its own on a server. */
import type { ConstructorOptions, PgBoss } from "pg-boss";
import type { Database } from "../store/database.ts";

/**
 * Not started yet. Loaded here, so that a command without jobs does not wait for it.
 * @param options.works false: it only sends.
 */
export async function createBoss({ connection }: Database, { works = true } = {}): Promise<PgBoss> {
  const { PgBoss, fromPglite } = await import("pg-boss");
  const place: ConstructorOptions =
    connection.kind === "pglite"
      ? { db: fromPglite(connection.client), backend: "pglite" }
      : { ...serverOptions(connection.url), max: 2 };
  return new PgBoss({
    ...place,
    schema: "pgboss",
    useListenNotify: true,
    registerInstance: false,
    supervise: works,
    schedule: works,
    // On a server, where a worker may die while others live: how soon its jobs are given back.
    ...(connection.kind === "pglite" ? {} : { superviseIntervalSeconds: 15, monitorIntervalSeconds: 15 }),
    // Nothing here depends on the second; each of these is a query that readers wait behind in the embedded database.
    cronWorkerIntervalSeconds: 30,
    flowIntervalSeconds: 3_600,
    openTelemetry: { enabled: false },
  });
}

/** The two drivers read the same address; what `sslmode` means differs, so it is said in words that do not. */
function serverOptions(address: string): ConstructorOptions {
  const url = new URL(address);
  const mode = url.searchParams.get("sslmode") ?? url.searchParams.get("ssl");
  url.search = "";
  const ssl =
    mode === null || mode === "disable" || mode === "false"
      ? false
      : { rejectUnauthorized: mode === "verify-full" || mode === "verify-ca" };
  return { connectionString: url.href, ssl };
}
