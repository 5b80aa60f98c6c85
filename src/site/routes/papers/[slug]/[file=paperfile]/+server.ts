/** A paper as a file: references, Markdown, a badge, a card, and its ledger as a logbook, codecheck.yml and bundle. */
import { answering, Refused } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { paperFiles } from "$lib/server/papers/files";
import { redirect } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ params: { slug, file }, url }) =>
  answering(async () => {
    const { catalogue, version } = context();
    const paper = await catalogue.paper(slug);
    if (paper === null) throw new Refused(404, "NO_SUCH_PAPER", `no paper ${JSON.stringify(slug)}`);
    // It turned out to be another one.
    if (paper.slug !== slug) redirect(308, `/papers/${paper.slug}/${file}`);
    const { mediaType, saveAs, write } = paperFiles[file];
    return new Response((await write(paper, { address: url.origin, catalogue, version })) as BodyInit, {
      headers: {
        "content-type": mediaType,
        "content-disposition": saveAs === null ? "inline" : `attachment; filename="${saveAs(slug)}"`,
        // Pages elsewhere show the badge.
        ...(saveAs === null && { "cross-origin-resource-policy": "cross-origin" }),
        "cache-control": "no-cache",
      },
    });
  });
