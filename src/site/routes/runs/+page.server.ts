/** The latest runs of all papers: this installation's and those that ship, or, where somebody asks for them, those of visitors. */
import { context } from "$lib/server/context";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ url }) => {
  const visitors = url.searchParams.has("visitors");
  return { visitors, runs: await context().catalogue.runs({ limit: 100, visitors }) };
};
