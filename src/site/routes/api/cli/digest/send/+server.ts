/** Sends what is due, or the digest of a day, for the command line. */
import { answering } from "$lib/server/http/answers";
import { readBody } from "$lib/server/api/input";
import { digestSending, limits } from "$lib/server/api/shapes/commands";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const { day, to, explain } = await readBody(request, { schema: digestSending, limit: limits.words });
    return json(await context().library.digests.send({ day, to, explain: explain === true }));
  });
