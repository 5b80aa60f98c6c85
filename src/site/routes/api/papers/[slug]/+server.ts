/** One paper: by its address with its ledger, by its arXiv id under the names that clients of the daily-papers API expect. */
import { answering, Refused } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { dailyPaper } from "$lib/server/lists/daily";
import { arxivId } from "#library/ingest/draft/identity";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ params, url }) =>
  answering(async () => {
    const { library, catalogue } = context();
    // No address here has a full stop in it, and every arXiv id that fits into one part of a path has.
    const id = params.slug.includes(".") ? arxivId(params.slug) : null;
    const slug = id === null ? params.slug : await library.lists.slugOf(id);
    const paper =
      slug === null ? null : await catalogue.paper(slug, { visitors: url.searchParams.get("visitors") === "1" });
    if (paper === null)
      throw new Refused(404, "NO_SUCH_PAPER", `no paper ${JSON.stringify(params.slug.slice(0, 200))}`);
    return json(id === null ? paper : dailyPaper(paper, id));
  });
