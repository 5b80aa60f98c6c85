/** Begins a run of a bake-off for the command line, or goes on with one. */
import { answering } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import type { BakeoffStart } from "#library/bakeoffs/bakeoffs";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const { start, anew } = (await jsonBody(request, 100_000)) as { start: BakeoffStart; anew?: boolean };
    return json(await context().library.bakeoffs.begin(start, { anew: anew === true }));
  });
