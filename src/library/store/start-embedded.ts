/** Starts the Postgres that lives in this process. */
import { saysDiskFull } from "./full-disk.ts";
import type { LogSync } from "./log-sync.ts";
import { syncedFolder, syncedParams } from "./synced-folder.ts";

export interface EmbeddedOptions {
  /** Default: in memory, gone when closed. */
  readonly dataDir?: string;
  /** What an empty folder, or memory, begins as. */
  readonly loadDataDir?: Blob;
  /** When the folder reaches the disk. Default: whenever the system likes, which is for what is still being made. */
  readonly log?: LogSync;
  /** Megabytes of pages that it keeps in memory, all of which it touches as it starts. Default: 128, as Postgres has it. */
  readonly buffers?: number;
}

/**
 * @param said gets the latest lines of Postgres' log.
 * @throws Error with what Postgres said last.
 */
export async function startEmbedded({ dataDir, loadDataDir, log, buffers }: EmbeddedOptions, said: string[] = []) {
  // Imported here so that a library on a server does not compile 9 MB of WASM that it never uses.
  const [{ PGlite, types }, { NodeFS }, { rememberPlans }, { vector }, { pg_trgm }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("@electric-sql/pglite/nodefs"),
    import("./prepared.ts"),
    import("@electric-sql/pglite-pgvector"),
    import("@electric-sql/pglite/contrib/pg_trgm"),
  ]);
  // Extensions are files that a database remembers by name only: it has to be given them on every start.
  const synced = dataDir !== undefined && log !== undefined;
  const client = new PGlite({
    ...(synced ? { fs: syncedFolder(NodeFS, dataDir, log) } : { dataDir }),
    loadDataDir,
    startParams: [
      // -F: without waiting for the disk.
      ...PGlite.defaultStartParams.filter((param) => !synced || param !== "-F"),
      ...(synced ? syncedParams : []),
      ...(buffers === undefined ? [] : ["-c", `shared_buffers=${buffers}MB`]),
      // A start that fails would leave this clock running, and with it the process.
      "-c",
      "log_startup_progress_interval=0",
    ],
    extensions: { vector, pg_trgm },
    onStderr: (text) => {
      said.push(text.trim());
      if (said.length > remembered) said.shift();
      return true;
    },
  });
  try {
    await client.waitReady;
    forgetRareTypes(client.parsers, types.parsers);
    rememberPlans(client);
    return client;
  } catch (error) {
    log?.end();
    throw new Error(lastWords(said) ?? describe(error), { cause: error });
  }
}

/** Arrays of the types that our columns and pg-boss' have; everything that is no array stays. */
const arrays = [199, 1000, 1005, 1007, 1009, 1015, 1016, 1021, 1022, 1115, 1182, 1185, 1187, 1231, 2951, 3807];

/**
 * PGlite knows how to read an array of every type and table, and copies all of that for each statement of a caller with
 * readers of his own, as Drizzle is one: more than half the time of a short statement.
 */
function forgetRareTypes(parsers: Record<number, unknown>, builtIn: Readonly<Record<number, unknown>>): void {
  for (const type of Object.keys(parsers).map(Number))
    if (!(type in builtIn) && !arrays.includes(type)) delete parsers[type];
}

/** Lines of the log: enough to hold what it died of. */
const remembered = 100;

/** PGlite also throws the bare error objects of its file system layer, whose numbers are WASI's. */
function describe(error: unknown): string {
  if (error instanceof Error) return error.message;
  const number = (error as { errno?: number } | null)?.errno;
  return saysDiskFull(error) ? "no space left on device" : number === 2 ? "permission denied" : JSON.stringify(error);
}

/** What stopped Postgres, from its log. */
export function lastWords(log: readonly string[]): string | undefined {
  const line = log.findLast((entry) => /PANIC|FATAL/.test(entry));
  return line?.replace(/^.*?(PANIC|FATAL):\s*/s, "");
}
