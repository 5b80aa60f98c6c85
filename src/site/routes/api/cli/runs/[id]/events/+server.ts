/** Takes what a run of the command line saw since its last message. */
import { answering } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import type { RunBatch } from "#library/catalogue";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request, params }) =>
  answering(async () => {
    await context().catalogue.appendRun(params.id, (await jsonBody(request, 8_000_000)) as RunBatch);
    return new Response(null, { status: 204 });
  });
