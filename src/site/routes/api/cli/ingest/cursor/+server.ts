/** Says where a job of the command line goes on. Not a GET: a job's name may be a path on this machine. */
import { answering } from "$lib/server/http/answers";
import { readBody } from "$lib/server/api/input";
import { ingestJob, limits } from "$lib/server/api/shapes/commands";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const { job } = await readBody(request, { schema: ingestJob, limit: limits.words });
    return json(await context().catalogue.ingestCursor(job));
  });
