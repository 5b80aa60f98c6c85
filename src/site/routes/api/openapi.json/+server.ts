/** The description of the API. */
import { getDescription } from "$lib/server/api/operations/reading";

export const GET = getDescription.handle;
