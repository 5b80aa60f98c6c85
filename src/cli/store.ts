/** What a command works on: the database itself, or the server that holds it. */
import type { Manifest } from "#library/backup/format";
import type { Bakeoffs } from "#library/bakeoffs/bakeoffs";
import type { Catalogue } from "#library/catalogue";
import type { Digests } from "#library/digest/digests";
import type { Entities } from "#library/entities/entities";
import { LibraryError } from "#library/errors";
import type { Reading } from "#library/mcp/reading";
import type { Search } from "#library/search/search";
import type { FollowedSources } from "#library/sources/sources";
import { readHolder } from "#library/store/lock";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { libraryConfig } from "./serve/library.ts";
import { runsOfLibrary, type RunsOnServer } from "./server-runs.ts";
import type { Settings } from "./settings.ts";

export interface Store {
  readonly catalogue: Catalogue;
  readonly bakeoffs: Bakeoffs;
  readonly digests: Pick<Digests, "preview" | "send">;
  /** Writes everything into a file. @throws LibraryError FOLDER_ACCESS; then there is none. */
  backUp(target: string, signal?: AbortSignal): Promise<Manifest>;
  readonly search: Pick<Search, "find" | "learn">;
  readonly lists: Reading["lists"];
  readonly sources: FollowedSources;
  readonly serverRuns: RunsOnServer;
  readonly entities: Entities;
  /** Of the server that is asked; null where the database is ours. */
  readonly address: string | null;
  close(): Promise<void>;
}

/** Megabytes of pages in memory: a command looks at few of them, and at each seldom more than once. */
const buffers = 8;
/** A server takes its lock before it can answer; it is given this long. */
const startingServer = 10_000;

/**
 * Opens the store. While another process serves the embedded database, its HTTP API is used instead.
 * @param command what this process does, for whoever finds the folder locked: "papertape run layer-norm".
 * @param options.brief the command only looks something up: Postgres is compiled without optimizing, which takes half the time and memory,
 *   and would be a bad bargain for whoever works longer.
 * @throws LibraryError, LOCKED if another command holds the folder.
 */
export async function openStore(settings: Settings, command: string, { brief = false } = {}): Promise<Store> {
  const deadline = Date.now() + startingServer;
  for (;;) {
    const holder = settings.databaseUrl === undefined ? await readHolder(settings.dataDir) : null;
    if (holder?.address) {
      const { httpCatalogue } = await import("./http-catalogue.ts");
      const { httpBakeoffs } = await import("./http-bakeoffs.ts");
      const { httpDigests } = await import("./http-digests.ts");
      const { httpSearch } = await import("./http-search.ts");
      const { httpBackup } = await import("./http-backup.ts");
      const { httpSources } = await import("./http-sources.ts");
      const { httpLists } = await import("./http-lists.ts");
      const { httpEntities } = await import("./http-entities.ts");
      const { httpServerRuns } = await import("./http-server-runs.ts");
      const server = { address: holder.address, token: holder.token };
      const [catalogue, bakeoffs, digests] = [httpCatalogue(server), httpBakeoffs(server), httpDigests(server)];
      const [search, backUp] = [httpSearch(server), httpBackup(server)];
      const [sources, lists, serverRuns] = [httpSources(server), httpLists(server), httpServerRuns(server)];
      const [entities, address, close] = [httpEntities(server), holder.address, async () => {}];
      return { catalogue, bakeoffs, digests, search, lists, sources, serverRuns, entities, backUp, address, close };
    }
    try {
      if (brief) setFlagsFromString("--liftoff-only");
      const { openLibrary } = await import("#library/index");
      const library = await openLibrary({ ...libraryConfig(settings, command), buffers });
      const { catalogue, bakeoffs, digests, search, lists, sources, entities, backups } = library;
      const backUp: Store["backUp"] = (target, signal) => backups.write(target, null, signal);
      const serverRuns = runsOfLibrary(library);
      const close = () => library.close();
      return {
        catalogue,
        bakeoffs,
        digests,
        search,
        lists,
        sources,
        serverRuns,
        entities,
        backUp,
        address: null,
        close,
      };
    } catch (error) {
      const starting = holder?.command.endsWith(" serve") === true && Date.now() < deadline;
      if (!(error instanceof LibraryError && error.code === "LOCKED" && starting)) throw error;
      await sleep(100);
    }
  }
}

/** `withStore` for a command that only looks something up: "brief" in `openStore`. */
export const lookUp = <T>(settings: Settings, command: string, work: (store: Store) => Promise<T>): Promise<T> =>
  withStore(settings, command, work, { brief: true });

/** Opens the store for one piece of work and closes it however that ends. */
export async function withStore<T>(
  settings: Settings,
  command: string,
  work: (store: Store) => Promise<T>,
  options: { readonly brief?: boolean } = {},
): Promise<T> {
  const store = await openStore(settings, command, options);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
