/** Lists, for what the command line tells models and exports. */
import { readBody } from "$lib/server/api/input";
import { limits, listQuestion } from "$lib/server/api/shapes/commands";
import { answering } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    const { lists } = context().library;
    const asked = await readBody(request, { schema: listQuestion, limit: limits.words });
    switch (asked.deed) {
      case "page": {
        const { of, sort, after, limit, abstracts } = asked;
        return json(await lists.page({ of, sort, after, limit, abstracts }));
      }
      case "latestDay":
        return json(await lists.latestDay(asked.today));
      case "slugOf":
        return json(await lists.slugOf(asked.arxiv));
    }
  });
