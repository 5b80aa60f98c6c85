/** The mail of a day, for the command line. */
import { answering } from "$lib/server/http/answers";
import { readBody } from "$lib/server/api/input";
import { digestDay, limits } from "$lib/server/api/shapes/commands";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    return json(
      await context().library.digests.preview(await readBody(request, { schema: digestDay, limit: limits.words })),
    );
  });
