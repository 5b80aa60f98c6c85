/** All topics of the shelf. */
import { context } from "$lib/server/context";
import { topicCounts } from "$lib/server/topics";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async () => ({ topics: topicCounts(await context().catalogue.papers()) });
