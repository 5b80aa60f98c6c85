/** Sends everything the library knows, for the command line. */
import { answering } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { backupAnswer } from "$lib/server/http/download";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = () =>
  answering(async () => {
    return backupAnswer(await context().library.backups.send(null));
  });
