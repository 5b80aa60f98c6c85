/** Says where a job of the command line goes on. Not a GET: a job's name may be a path on this machine. */
import { answering, Refused } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const { job } = ((await jsonBody(request, 10_000)) ?? {}) as { job?: unknown };
    if (typeof job !== "string") throw new Refused(400, "NO_JOB", "the body must have the job's name as `job`");
    return json(await context().catalogue.ingestCursor(job));
  });
