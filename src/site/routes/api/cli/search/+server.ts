/** Search for the command line: the request as the library takes it, of any length up to its own limit. */
import { answering } from "$lib/server/http/answers";
import { jsonBody } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import type { SearchRequest } from "#library/search/search";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ request }) =>
  answering(async () => {
    return json(await context().library.search.find((await jsonBody(request, 100_000)) as SearchRequest));
  });
