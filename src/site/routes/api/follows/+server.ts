/** What a reader follows: authors, topics, searches. */
import { answering } from "$lib/server/http/answers";
import { change, community } from "$lib/server/http/api";
import { notTooOften } from "$lib/server/guard/limits";
import { requireReader } from "$lib/server/guard/reader";
import { json } from "@sveltejs/kit";
import { z } from "zod";
import type { RequestHandler } from "./$types";

const follow = z.object({ kind: z.enum(["author", "topic", "search"]), value: z.string() });

export const GET: RequestHandler = (event) =>
  answering(async () => json(await community().follows.list(requireReader(event).id)));

export const PUT: RequestHandler = (event) =>
  answering(async () => {
    const { reader, body } = await change(event, follow);
    await notTooOften(reader, "follow");
    return json(await community().follows.follow(reader.id, body.kind, body.value));
  });

export const DELETE: RequestHandler = (event) =>
  answering(async () => {
    const { reader, body } = await change(event, follow);
    await community().follows.unfollow(reader.id, body.kind, body.value);
    return new Response(null, { status: 204 });
  });
