/** A paper in a collection: put in, with a note or without, and taken out. */
import { answering } from "$lib/server/http/answers";
import { change, community, nothing } from "$lib/server/http/api";
import { notTooOften } from "$lib/server/guard/limits";
import { z } from "zod";
import type { RequestHandler } from "./$types";

export const PUT: RequestHandler = (event) =>
  answering(async () => {
    const { reader, body } = await change(event, z.object({ note: z.string().optional() }));
    await notTooOften(reader, "collection");
    await community().collections.add(reader.id, event.params.id, event.params.slug, body.note);
    return new Response(null, { status: 204 });
  });

export const DELETE: RequestHandler = (event) =>
  answering(async () => {
    const { reader } = await change(event, nothing);
    await community().collections.take(reader.id, event.params.id, event.params.slug);
    return new Response(null, { status: 204 });
  });
