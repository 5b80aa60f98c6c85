/** Opens the database behind the library, embedded or a server's; the same SQL runs on both. */
import { renameSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { LibraryError } from "../errors.ts";
import { emptyImage } from "./empty-image.ts";
import { unfinishedFolder } from "./folder.ts";
import { diskFull, saysDiskFull } from "./full-disk.ts";
import { shareConnection } from "./give-way.ts";
import { backgroundLog, durableLog } from "./log-sync.ts";
import { watchForDeath } from "./panic.ts";
import { countRevisions } from "./revision.ts";
import { lastWords, startEmbedded } from "./start-embedded.ts";
import { syncFolder, syncTree } from "./sync.ts";

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
  /** Aborted, with the reason, when the embedded database has died under us; nothing but `close` works from then on. */
  readonly lost: AbortSignal;
  /** Another number as soon as something that pages show was stored; of a server, always the same: others write there too. */
  revision(): number;
  close(): Promise<void>;
}

export interface EmbeddedSettings {
  /** Every commit waits for the disk. Otherwise a power cut takes what was acknowledged in the last second, and a kill nothing. */
  readonly durable?: boolean;
  /** Megabytes of pages that it keeps in memory. Default: 128, as Postgres has it. */
  readonly buffers?: number;
}

/**
 * Opens an embedded database: in a folder, whose lock the caller holds, or in memory from an image of `emptyImage`, and gone when closed.
 * @throws LibraryError CORRUPT when Postgres does not come up on it, DISK_FULL when there is no room to.
 */
export async function openEmbedded(
  from: string | Blob,
  { durable = false, buffers }: EmbeddedSettings = {},
): Promise<Database> {
  const { drizzle } = await import("drizzle-orm/pglite");
  const where = typeof from === "string" ? from : "memory";
  const said: string[] = [];
  const client = await (
    typeof from === "string"
      ? startFolder(from, durable, buffers, said)
      : startEmbedded({ loadDataDir: from, buffers }, said)
  ).catch((error: Error) => {
    if (saysDiskFull(error)) throw diskFull(where, error);
    throw new LibraryError(
      "CORRUPT",
      `the database in ${where} does not start: ${error.message}. ` +
        "Restore the folder from a backup, or move it away to start with an empty library",
      { cause: error },
    );
  });
  const stream = client.execProtocolStream.bind(client);
  client.execProtocolStream = (...message) =>
    stream(...message).catch((error: unknown) => {
      throw saysDiskFull(error) ? diskFull(where, error) : error;
    });
  const lost = new AbortController();
  watchForDeath(
    client,
    (cause) => {
      const words = lastWords(said) ?? cause.message;
      return saysDiskFull(words)
        ? diskFull(where, cause)
        : new LibraryError(
            "DATABASE_STOPPED",
            `the database in ${where} has stopped: ${words}. What was stored until now is kept; start papertape again`,
            { cause },
          );
    },
    (why) => lost.abort(why),
  );
  const revision = countRevisions(client);
  const db = drizzle(client) as unknown as Db;
  shareConnection(db);
  return {
    db,
    kind: "pglite",
    connection: { kind: "pglite", client },
    exclusively: (work) => work(db),
    lost: lost.signal,
    revision,
    // A dead Postgres must not tidy up: it would write what it no longer knows.
    close: async () => (lost.signal.aborted ? undefined : client.close()),
  };
}

async function startFolder(dataDir: string, durable: boolean, buffers: number | undefined, said: string[]) {
  // Postgres' own lock says nothing here, where every process has the same number; a power cut leaves it empty, and Postgres refuses that.
  rmSync(join(dataDir, "postmaster.pid"), { force: true });
  return startEmbedded({ dataDir, buffers, log: durable ? durableLog : backgroundLog() }, said);
}

/**
 * Makes an empty embedded database. It appears under its name only when it is complete and on disk, so that a process killed
 * half way, or a power cut, leaves nothing that could be mistaken for one.
 * @throws LibraryError DISK_FULL when there is no room for it, FOLDER_ACCESS when there is no permission.
 */
export async function createEmbedded(folder: string): Promise<void> {
  const unfinished = unfinishedFolder(folder);
  rmSync(unfinished, { recursive: true, force: true });
  try {
    const disk = await startEmbedded({ dataDir: unfinished, loadDataDir: await emptyImage() });
    await disk.close();
    await syncTree(unfinished);
    renameSync(unfinished, folder);
    await syncFolder(dirname(folder));
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (saysDiskFull(error)) throw diskFull(folder, error);
    throw new LibraryError(
      "FOLDER_ACCESS",
      `cannot make a database in ${folder}: ${error instanceof Error ? error.message : String(error)}. Choose another place with PAPERTAPE_DATA`,
      { cause: error },
    );
  }
}

/** What the server calls our connections: others see by it that this process works on the database. */
const applicationName = `papertape ${process.pid} on ${hostname()}`.slice(0, 63);

/** An arbitrary constant for this server's advisory locks: "papertape" on a telephone keypad. */
const advisoryKey = 727378273;

/**
 * Connects to a Postgres server.
 * @param url postgres://user:password@host:port/name, with `?max=4` for another number of connections than 10, `?prepare=false`
 *   behind a pooler that hands out connections per transaction, `?sslmode=require`, ...
 * @param named what people know the address by.
 * @throws LibraryError NO_DATABASE when it cannot be reached or refuses us; the password is never shown.
 */
export async function openServer(url: string, named = "DATABASE_URL"): Promise<Database> {
  const [{ default: postgres }, { drizzle }] = await Promise.all([
    import("postgres"),
    import("drizzle-orm/postgres-js"),
  ]);
  const connect = (max: number) =>
    postgres(url, {
      ...{ max, onnotice: () => {}, connect_timeout: 10 },
      // Times are read as this writes them; a server may be set to another style.
      connection: { application_name: applicationName, DateStyle: "ISO, YMD" },
    });
  if (!URL.canParse(url))
    throw unreachable(url, named, new Error("not an address like postgres://user:password@host:5432/name"));
  const client = connect(Number(new URL(url).searchParams.get("max")) || 10);
  const db = drizzle(client) as unknown as Db;
  try {
    await client`select 1`;
  } catch (error) {
    await client.end({ timeout: 1 });
    throw unreachable(url, named, error);
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
    lost: new AbortController().signal,
    revision: () => 0,
    close: () => client.end({ timeout: 5 }),
  };
}

function unreachable(url: string, named: string, error: unknown): LibraryError {
  const where = placeOf(url) ?? named;
  // A refused connection has an empty message and a code.
  const reason =
    error instanceof Error ? error.message || ("code" in error ? String(error.code) : error.name) : String(error);
  return new LibraryError("NO_DATABASE", `cannot use the database at ${where}: ${reason}. Check ${named}`);
}

/** Where a server's database is, for people: "localhost:5432/papertape", without who may enter. null: no address at all. */
export function placeOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
