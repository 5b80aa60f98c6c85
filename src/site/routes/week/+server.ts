/** The newest week that there is. */
import { toNewest } from "$lib/server/lists/newest";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = () => toNewest("week");
