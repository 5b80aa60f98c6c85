/** Ends a run of the command line. */
import { answering } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import type { RunEnd } from "#library/catalogue";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request, params }) =>
  answering(async () => {
    await context().catalogue.finishRun(params.id, (await jsonBody(request, 100_000)) as RunEnd);
    return new Response(null, { status: 204 });
  });
