/** What the command line does with the sources that are followed. */
import { readBody } from "$lib/server/api/input";
import { followDeed, limits } from "$lib/server/api/shapes/commands";
import { answering } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const { sources } = context().library;
    const asked = await readBody(request, { schema: followDeed, limit: limits.words });
    switch (asked.deed) {
      case "list":
        return json(await sources.followed());
      case "follow":
        return json(await sources.follow(asked.text));
      case "unfollow":
        return json(await sources.unfollow(asked.text));
      case "look":
        return json(await sources.look(asked.text, { by: asked.by, signal: new AbortController().signal }));
    }
  });
