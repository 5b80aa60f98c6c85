/** Stores a whole run of the command line at once. */
import { answering, Refused } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import type { RunRecord } from "#library/catalogue";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const PUT: RequestHandler = ({ request, params }) =>
  answering(async () => {
    const record = (await jsonBody(request, 32_000_000)) as RunRecord;
    if (record?.id !== params.id)
      throw new Refused(400, "OTHER_RUN", "the run in the body is not the one in the address");
    const { id, created } = await context().catalogue.saveRun(record);
    return json({ id, created }, { status: created ? 201 : 200 });
  });
