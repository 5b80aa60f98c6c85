/** One paper. */
import { getPaper } from "$lib/server/api/operations/papers";

export const GET = getPaper.handle;
