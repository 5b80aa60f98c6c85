/** Takes in one batch of papers that the command line has read. */
import { answering } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import type { IngestBatch } from "#library/catalogue";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    return json(await context().catalogue.ingest((await jsonBody(request, 32_000_000)) as IngestBatch));
  });
