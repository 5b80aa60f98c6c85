/** What the command line does with dictionaries of entities. */
import { readBody } from "$lib/server/api/input";
import { limits, linkDeed } from "$lib/server/api/shapes/commands";
import { answering } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const { entities } = context().library;
    const asked = await readBody(request, { schema: linkDeed, limit: limits.papers });
    switch (asked.deed) {
      case "dictionaries":
        return json(await entities.dictionaries());
      case "load":
        return json(await entities.load(asked.name, asked.concepts, asked.notice));
      case "remove":
        return json(await entities.remove(asked.name));
      case "link":
        return json(await entities.link());
    }
  });
