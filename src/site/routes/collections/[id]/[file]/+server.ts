/** A collection as a file: papers.bib, papers.ris, papers.csl.json, papers.md, papers.json. */
import { isListFormat, listFormats } from "#library/citations/list";
import { context } from "$lib/server/context";
import { error } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async ({ params, locals, url }) => {
  const { community } = context().library;
  const ending = /^papers\.(.+)$/.exec(params.file)?.[1] ?? "";
  const collection = await community.collections.read(params.id, locals.reader?.id ?? null);
  if (collection === null || !isListFormat(ending))
    error(404, { message: `A collection leaves as papers.${Object.keys(listFormats).join(", papers.")}.` });
  const notes = new Map(collection.entries.map(({ slug, note }) => [slug, note]));
  const papers = await community.papers([...notes.keys()]);
  const { title, description } = collection;
  const { mediaType, write } = listFormats[ending];
  const cited = papers.map((paper) => ({ paper, note: notes.get(paper.slug) ?? "" }));
  return new Response(write({ title, description, address: url.origin, papers: cited }), {
    headers: {
      "content-type": mediaType,
      "content-disposition": `attachment; filename="papers.${ending}"`,
      "cache-control": "private, no-cache",
    },
  });
};
