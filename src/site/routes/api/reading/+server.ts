/** A reader is here, and has opened these papers: said by the pages themselves, because looking at one changes nothing. */
import { answering } from "$lib/server/http/answers";
import { change } from "$lib/server/http/api";
import { context } from "$lib/server/context";
import { z } from "zod";
import type { RequestHandler } from "./$types";

const reading = z.object({ seen: z.array(z.string()).max(1_000).optional() });

export const POST: RequestHandler = (event) =>
  answering(async () => {
    const { reader, body } = await change(event, reading);
    const { lists } = context().library;
    await lists.visit(reader.id);
    await lists.markSeen(reader.id, body.seen ?? []);
    return new Response(null, { status: 204 });
  });
