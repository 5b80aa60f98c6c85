/** Opens the database behind the library, embedded or a server's; the same SQL runs on both. */
import { renameSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import type { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { LibraryError } from "../errors.ts";

/** Either driver. Only the select, insert, update and delete builders are used on it: there the two do not differ. */
export type Db = PgDatabase<PgQueryResultHKT, Record<string, never>>;

export interface Database {
  readonly db: Db;
  readonly kind: "pglite" | "postgres";
  /** For what brings its own SQL: the embedded database's one connection, or where a server is. */
  readonly connection:
    { readonly kind: "pglite"; readonly client: PGlite } | { readonly kind: "postgres"; readonly url: string };
  /** Runs work that only one process may do at a time (migrating, seeding); the others wait. */
  exclusively<T>(work: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens an embedded database: in a folder, or in memory from an image of `emptyImage`, and gone when closed.
 * @throws LibraryError CORRUPT when Postgres does not come up on it.
 */
export async function openEmbedded(from: string | Blob): Promise<Database> {
  const { drizzle } = await import("drizzle-orm/pglite");
  const client = await startEmbedded(typeof from === "string" ? { dataDir: from } : { loadDataDir: from }).catch(
    (error: Error) => {
      const where = typeof from === "string" ? from : "memory";
      throw new LibraryError(
        "CORRUPT",
        `the database in ${where} does not start: ${error.message}. ` +
          "Restore the folder from a backup, or move it away to start with an empty library",
        { cause: error },
      );
    },
  );
  const db = drizzle(client) as unknown as Db;
  return {
    db,
    kind: "pglite",
    connection: { kind: "pglite", client },
    exclusively: (work) => work(db),
    close: () => client.close(),
  };
}

/**
 * Makes an empty embedded database. It appears under its name only when it is complete, so that a process killed
 * half way leaves nothing that could be mistaken for one.
 * @throws LibraryError FOLDER_ACCESS when there is no room for it, or no permission.
 */
export async function createEmbedded(folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  try {
    const disk = await startEmbedded({ dataDir: unfinished, loadDataDir: await emptyImage() });
    await disk.close();
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new LibraryError(
      "FOLDER_ACCESS",
      `cannot make a database in ${folder}: ${error instanceof Error ? error.message : String(error)}. It needs about 50 MB; choose another place with PAPERTAPE_DATA`,
      { cause: error },
    );
  }
}

/** An empty database, 40 MB. Made in memory and then unpacked, it takes half the time of one made on disk: far fewer small writes. */
export async function emptyImage(): Promise<Blob> {
  const memory = await startEmbedded({});
  try {
    return await memory.dumpDataDir("none");
  } finally {
    await memory.close();
  }
}

/** @throws Error with what Postgres said last. */
async function startEmbedded(options: { dataDir?: string; loadDataDir?: Blob }) {
  // Imported here so that a library on a server does not compile 9 MB of WASM that it never uses.
  const [{ PGlite }, { vector }, { pg_trgm }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("@electric-sql/pglite-pgvector"),
    import("@electric-sql/pglite/contrib/pg_trgm"),
  ]);
  const said: string[] = [];
  // Extensions are files that a database remembers by name only: it has to be given them on every start.
  const client = new PGlite({
    ...options,
    extensions: { vector, pg_trgm },
    onStderr: (text) => said.push(text.trim()) > 0,
  });
  try {
    await client.waitReady;
    return client;
  } catch (error) {
    throw new Error(lastWords(said) ?? describe(error), { cause: error });
  }
}

/** PGlite also throws the bare error objects of its file system layer, whose numbers are WASI's. */
function describe(error: unknown): string {
  if (error instanceof Error) return error.message;
  const number = (error as { errno?: number } | null)?.errno;
  return number === 51 ? "no space left on the device" : number === 2 ? "permission denied" : JSON.stringify(error);
}

/** What stopped Postgres, from its log. */
function lastWords(log: readonly string[]): string | undefined {
  const line = log.findLast((entry) => /PANIC|FATAL/.test(entry));
  return line?.replace(/^.*?(PANIC|FATAL):\s*/s, "");
}

/** What the server calls our connections: others see by it that this process works on the database. */
const applicationName = `papertape ${process.pid} on ${hostname()}`.slice(0, 63);

/** An arbitrary constant for this server's advisory locks: "papertape" on a telephone keypad. */
const advisoryKey = 727378273;

/**
 * Connects to a Postgres server.
 * @param url postgres://user:password@host:port/name, with `?max=4` for another number of connections than 10, `?prepare=false`
 *   behind a pooler that hands out connections per transaction, `?sslmode=require`, ...
 * @throws LibraryError NO_DATABASE when it cannot be reached or refuses us; the password is never shown.
 */
export async function openServer(url: string): Promise<Database> {
  const [{ default: postgres }, { drizzle }] = await Promise.all([
    import("postgres"),
    import("drizzle-orm/postgres-js"),
  ]);
  const connect = (max: number) =>
    postgres(url, { max, onnotice: () => {}, connect_timeout: 10, connection: { application_name: applicationName } });
  if (!URL.canParse(url))
    throw unreachable(url, new Error("not an address like postgres://user:password@host:5432/name"));
  const client = connect(Number(new URL(url).searchParams.get("max")) || 10);
  const db = drizzle(client) as unknown as Db;
  try {
    await client`select 1`;
  } catch (error) {
    await client.end({ timeout: 1 });
    throw unreachable(url, error);
  }
  return {
    db,
    kind: "postgres",
    connection: { kind: "postgres", url },
    async exclusively(work) {
      // One connection, because an advisory lock belongs to the connection that took it.
      const alone = connect(1);
      try {
        const session = drizzle(alone) as unknown as Db;
        await session.execute(sql`select pg_advisory_lock(${advisoryKey})`);
        return await work(session);
      } finally {
        await alone.end({ timeout: 5 });
      }
    },
    close: () => client.end({ timeout: 5 }),
  };
}

function unreachable(url: string, error: unknown): LibraryError {
  const where = URL.canParse(url) ? `${new URL(url).host}${new URL(url).pathname}` : "the address in DATABASE_URL";
  // A refused connection has an empty message and a code.
  const reason =
    error instanceof Error ? error.message || ("code" in error ? String(error.code) : error.name) : String(error);
  return new LibraryError("NO_DATABASE", `cannot use the database at ${where}: ${reason}. Check DATABASE_URL`);
}
