/** Search as JSON. */
import { search } from "$lib/server/api/operations/reading";

export const GET = search.handle;
