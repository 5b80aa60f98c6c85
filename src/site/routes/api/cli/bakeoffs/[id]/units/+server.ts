/** Takes a unit that the command line has done. */
import { answering } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import type { UnitResult } from "#bakeoffs/bakeoff";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request, params }) =>
  answering(async () => {
    await context().library.bakeoffs.addUnit(params.id, (await jsonBody(request, 1_000_000)) as UnitResult);
    return new Response(null, { status: 204 });
  });
