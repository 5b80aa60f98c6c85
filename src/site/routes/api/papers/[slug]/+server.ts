/** One paper with its ledger. */
import { answering, Refused } from "$lib/server/answers";
import { context } from "$lib/server/context";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ params }) =>
  answering(async () => {
    const paper = await context().catalogue.paper(params.slug);
    if (paper === null) throw new Refused(404, "NO_SUCH_PAPER", `no paper ${JSON.stringify(params.slug)}`);
    return json(paper);
  });
