/** The library as a process that stays opens it: the server, and every worker beside it. */
import type { Library } from "#library/index";
import type { Settings } from "../settings.ts";
import { version } from "../version.ts";

/** @param command what others are told who find the folder in use. */
export async function openLibraryFor(
  { dataDir, databaseUrl, mail, sources, origin }: Settings,
  command: string,
): Promise<Library> {
  const { openLibrary } = await import("#library/index");
  const network = { program: `papertape/${version}`, ...sources };
  return openLibrary({ dataDir, databaseUrl, mail, network, site: origin, holder: { command } });
}
