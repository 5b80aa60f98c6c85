/** Search for the command line: the request as the library takes it, of any length up to its own limit. */
import { answering } from "$lib/server/http/answers";
import { readBody } from "$lib/server/api/input";
import { limits, searchRequestShape } from "$lib/server/api/shapes/commands";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    return json(
      await context().library.search.find(await readBody(request, { schema: searchRequestShape, limit: limits.facts })),
    );
  });
