/** The latest runs of all papers. */
import { context } from "$lib/server/context";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async () => ({ runs: await context().catalogue.runs({ limit: 100 }) });
