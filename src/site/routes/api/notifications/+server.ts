/** What a reader should hear of; PATCH marks it as read. */
import { answering, Refused } from "$lib/server/http/answers";
import { change, community, id } from "$lib/server/http/api";
import { requireReader } from "$lib/server/guard/reader";
import { json } from "@sveltejs/kit";
import { z } from "zod";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = (event) =>
  answering(async () => {
    const reader = requireReader(event);
    const before = event.url.searchParams.get("before");
    if (before !== null && !/^[1-9]\d{0,8}$/.test(before)) throw new Refused(400, "INVALID_PAGE", "before is an id");
    const { notifications } = community();
    return json({
      unread: await notifications.unread(reader.id),
      notifications: await notifications.list(reader.id, before === null ? undefined : Number(before)),
    });
  });

export const PATCH: RequestHandler = (event) =>
  answering(async () => {
    const { reader, body } = await change(event, z.object({ read: z.array(id).max(1_000).optional() }));
    await community().notifications.markRead(reader.id, body.read);
    return new Response(null, { status: 204 });
  });
