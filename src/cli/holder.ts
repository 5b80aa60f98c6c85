/** For commands that work beside nobody: who has the data folder. */
import { Failure } from "./failure.ts";
import type { Settings } from "./settings.ts";

/**
 * @param then what to do once that process is stopped: "restore then".
 * @throws Failure naming the process; where a server's database is used, the library looks itself.
 */
export async function refuseWhileHeld({ dataDir, databaseUrl }: Settings, then: string): Promise<void> {
  if (databaseUrl !== undefined) return;
  const { readHolder } = await import("#library/store/lock");
  const holder = await readHolder(dataDir);
  if (holder !== null)
    throw new Failure(
      `the data folder ${dataDir} is in use by process ${holder.pid} (${holder.command}); nothing was touched. Stop it, and ${then}`,
    );
}
