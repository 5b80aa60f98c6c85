/** Sends what is due, or the digest of a day, for the command line. */
import { answering } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const { day, to, explain } = (await jsonBody(request, 1_000)) as { day?: string; to?: string; explain?: boolean };
    return json(await context().library.digests.send({ day, to, explain: explain === true }));
  });
