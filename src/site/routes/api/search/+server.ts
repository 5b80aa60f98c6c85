/** Search as JSON: the library's answer as it is, with facets where the address says `facets=1`. */
import { answering } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { searchRequest } from "$lib/server/lists/search-request";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ url }) =>
  answering(async () => json(await context().library.search.find(searchRequest(url.searchParams))));
