/** Sends everything the library knows, for the command line. */
import { answering } from "$lib/server/answers";
import { authorizeCli } from "$lib/server/authorize";
import { context } from "$lib/server/context";
import { backupAnswer } from "$lib/server/download";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    authorizeCli(request);
    return backupAnswer(await context().library.backups.send(null));
  });
