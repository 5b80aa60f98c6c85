/** A paper as a file: paper.bib, paper.ris, paper.csl.json, paper.md, badge.svg. */
import { answering, Refused } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { paperFiles } from "$lib/server/papers/files";
import { redirect } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ params: { slug, file }, url }) =>
  answering(async () => {
    const paper = await context().catalogue.paper(slug);
    if (paper === null) throw new Refused(404, "NO_SUCH_PAPER", `no paper ${JSON.stringify(slug)}`);
    // It turned out to be another one.
    if (paper.slug !== slug) redirect(308, `/papers/${paper.slug}/${file}`);
    const { mediaType, inline = false, write } = paperFiles[file];
    return new Response(write(paper, url.origin), {
      headers: {
        "content-type": mediaType,
        "content-disposition": inline ? "inline" : `attachment; filename="${slug}${file.slice("paper".length)}"`,
        // Pages elsewhere show the badge.
        ...(inline && { "cross-origin-resource-policy": "cross-origin" }),
        "cache-control": "no-cache",
      },
    });
  });
