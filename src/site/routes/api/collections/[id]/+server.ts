/** One collection: read by whoever may, changed, arranged and removed by its owner. */
import { visibilities } from "#library/community/collections";
import { answering, Refused } from "$lib/server/http/answers";
import { change, community, nothing } from "$lib/server/http/api";
import { notTooOften } from "$lib/server/guard/limits";
import { json } from "@sveltejs/kit";
import { z } from "zod";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ params, locals }) =>
  answering(async () => {
    const collection = await community().collections.read(params.id, locals.reader?.id ?? null);
    if (collection === null)
      throw new Refused(404, "NO_SUCH_COLLECTION", "there is no such collection, or it is private");
    return json(collection);
  });

const changes = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  visibility: z.enum(visibilities).optional(),
  /** Slugs in their new order. */
  order: z.array(z.string()).max(2_000).optional(),
});

export const PATCH: RequestHandler = (event) =>
  answering(async () => {
    const { reader, body } = await change(event, changes);
    await notTooOften(reader, "collection");
    const { order, ...words } = body;
    await community().collections.change(reader.id, event.params.id, words);
    if (order !== undefined) await community().collections.arrange(reader.id, event.params.id, order);
    return new Response(null, { status: 204 });
  });

export const DELETE: RequestHandler = (event) =>
  answering(async () => {
    const { reader } = await change(event, nothing);
    await community().collections.remove(reader.id, event.params.id);
    return new Response(null, { status: 204 });
  });
