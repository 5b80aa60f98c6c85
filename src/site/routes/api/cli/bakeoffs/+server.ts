/** Begins a run of a bake-off for the command line, or goes on with one. */
import { answering } from "$lib/server/http/answers";
import { readBody } from "$lib/server/api/input";
import { bakeoffBeginning, limits } from "$lib/server/api/shapes/commands";
import { context } from "$lib/server/context";
import type { BakeoffStart } from "#library/bakeoffs/bakeoffs";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const { start, anew } = await readBody(request, { schema: bakeoffBeginning, limit: limits.facts });
    return json(await context().library.bakeoffs.begin(start as unknown as BakeoffStart, { anew: anew === true }));
  });
