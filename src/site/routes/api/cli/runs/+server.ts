/** Opens a run that the command line computes. */
import { answering } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import type { RunStart } from "#library/catalogue";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const start = (await jsonBody(request, 100_000)) as RunStart;
    await context().catalogue.startRun(start);
    return json({ id: start.id }, { status: 201 });
  });
