/** A collection as a file. */
import { context } from "$lib/server/context";
import { isListFile, listFileNames } from "$lib/list-files";
import { listAnswer } from "$lib/server/lists/files";
import { error } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async ({ params, locals, url }) => {
  const { community } = context().library;
  const collection = await community.collections.read(params.id, locals.reader?.id ?? null);
  if (collection === null || !isListFile(params.file))
    error(404, { message: `A collection leaves as ${listFileNames.join(", ")}.` });
  const notes = new Map(collection.entries.map(({ slug, note }) => [slug, note]));
  const papers = await community.papers([...notes.keys()]);
  const { title, description } = collection;
  const cited = papers.map((paper) => ({ paper, note: notes.get(paper.slug) ?? "" }));
  return listAnswer(params.file, { title, description, address: url.origin, papers: cited });
};
