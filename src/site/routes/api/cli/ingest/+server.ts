/** Takes in one batch of papers that the command line has read. */
import { answering } from "$lib/server/http/answers";
import { readBody } from "$lib/server/api/input";
import { checkedLater, limits } from "$lib/server/api/shapes/commands";
import { context } from "$lib/server/context";
import type { IngestBatch } from "#library/catalogue";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    return json(
      await context().catalogue.ingest(
        (await readBody(request, { schema: checkedLater, limit: limits.papers })) as unknown as IngestBatch,
      ),
    );
  });
