/** All topics. */
import { context } from "$lib/server/context";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async () => ({ topics: await context().library.lists.topics() });
