/** Makes a backup and sends it as a file. A POST, because it is work and is written down. */
import { context } from "$lib/server/context";
import { backupAnswer } from "$lib/server/http/download";
import { requireRole } from "$lib/server/guard/reader";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = async (event) => {
  const { id } = requireRole(event, "admin");
  return backupAnswer(await context().library.backups.send(id));
};
