/** The library as a process that stays opens it: the server, and every worker beside it. */
import type { Library, LibraryConfig } from "#library/index";
import { takeRuns } from "../run/take-runs.ts";
import type { Settings } from "../settings.ts";
import { version } from "../version.ts";

/** @param command what others are told who find the folder in use. */
export async function openLibraryFor(settings: Settings, command: string): Promise<Library> {
  const { openLibrary } = await import("#library/index");
  const library = await openLibrary(libraryConfig(settings, command));
  if (settings.runCores > 0) takeRuns(library.runWork, settings);
  return library;
}

export function libraryConfig(settings: Settings, command: string): LibraryConfig {
  const {
    dataDir,
    durable,
    databaseUrl,
    mail,
    sources,
    origin,
    embedder,
    visitorRuns,
    diskReserve: reserve,
    runCores,
  } = settings;
  const visitors = { bytes: visitorRuns };
  const network = { program: `papertape/${version}`, ...sources };
  return {
    dataDir,
    durable,
    databaseUrl,
    mail,
    network,
    site: origin,
    embedder,
    visitors,
    reserve,
    // On a server's Postgres workers may be anywhere.
    computesRuns: runCores > 0 || databaseUrl !== undefined,
    holder: { command },
    version,
  };
}
