/** A 404 that names what somebody may have meant. */
import { error } from "@sveltejs/kit";
import { context } from "../context.ts";
import { plainTitle } from "../text/maths.ts";

/** Papers whose slug or title is near to a mistyped one, as links. */
export async function papersNear(wanted: string): Promise<{ href: string; title: string }[]> {
  const papers = await context().library.lists.near(wanted);
  return papers.map(({ slug, title }) => ({
    href: `/papers/${slug}`,
    title: plainTitle(title),
  }));
}

/** Ends a request for a paper that is not on the shelf. */
export async function noSuchPaper(slug: string): Promise<never> {
  error(404, {
    message: `There is no paper “${slug.slice(0, 100)}” on this shelf.`,
    suggestions: await papersNear(slug),
  });
}
