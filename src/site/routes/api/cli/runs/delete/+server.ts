/** Deletes runs for the command line. */
import { answering } from "$lib/server/http/answers";
import { readBody } from "$lib/server/api/input";
import { limits, runsToDelete } from "$lib/server/api/shapes/commands";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const which = await readBody(request, { schema: runsToDelete, limit: limits.facts });
    return json({ deleted: await context().catalogue.deleteRuns(which) });
  });
