/** Asks the editors to look at a comment. */
import { answering } from "$lib/server/http/answers";
import { change, community, idFrom } from "$lib/server/http/api";
import { notTooOften } from "$lib/server/guard/limits";
import { z } from "zod";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = (event) =>
  answering(async () => {
    const { reader, body } = await change(event, z.object({ reason: z.string() }));
    await notTooOften(reader, "report");
    await community().moderation.report(reader.id, idFrom(event.params.id), body.reason);
    return new Response(null, { status: 204 });
  });
