/** A reader's own comment: edited, or deleted. */
import { answering } from "$lib/server/http/answers";
import { change, community, idFrom, nothing } from "$lib/server/http/api";
import { notTooOften } from "$lib/server/guard/limits";
import { z } from "zod";
import type { RequestHandler } from "./$types";

export const PATCH: RequestHandler = (event) =>
  answering(async () => {
    const { reader, body } = await change(event, z.object({ markdown: z.string() }));
    await notTooOften(reader, "comment");
    await community().comments.edit(reader.id, idFrom(event.params.id), body.markdown);
    return new Response(null, { status: 204 });
  });

export const DELETE: RequestHandler = (event) =>
  answering(async () => {
    const { reader } = await change(event, nothing);
    await community().comments.remove(reader.id, idFrom(event.params.id));
    return new Response(null, { status: 204 });
  });
