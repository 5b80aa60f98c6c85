/** A reader's collections, and a new one. */
import { visibilities } from "#library/community/collections";
import { answering } from "$lib/server/http/answers";
import { change, community } from "$lib/server/http/api";
import { notTooOften } from "$lib/server/guard/limits";
import { requireReader } from "$lib/server/guard/reader";
import { json } from "@sveltejs/kit";
import { z } from "zod";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = (event) =>
  answering(async () => json(await community().collections.own(requireReader(event).id)));

const words = z.object({
  title: z.string(),
  description: z.string().optional(),
  visibility: z.enum(visibilities).optional(),
});

export const POST: RequestHandler = (event) =>
  answering(async () => {
    const { reader, body } = await change(event, words);
    await notTooOften(reader, "collection");
    const { id } = await community().collections.create(reader.id, body);
    return json({ id }, { status: 201, headers: { location: `/collections/${id}` } });
  });
