/** Ends a run of a bake-off, for now or for good. */
import { answering } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import type { BakeoffEnd } from "#library/bakeoffs/bakeoffs";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request, params }) =>
  answering(async () => {
    await context().library.bakeoffs.finish(params.id, (await jsonBody(request, 100_000)) as BakeoffEnd);
    return new Response(null, { status: 204 });
  });
