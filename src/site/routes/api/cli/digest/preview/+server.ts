/** The mail of a day, for the command line. */
import { answering } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const { day } = (await jsonBody(request, 1_000)) as { day?: string };
    return json(await context().library.digests.preview({ day }));
  });
