/** Votes and bookmarks on pages: how a paper stands, and the forms that change it. */
import type { Mark } from "#library/community/reactions";
import { redirect, type RequestEvent } from "@sveltejs/kit";
import type { Group } from "../lists/entries.ts";
import { context } from "../context.ts";
import { fieldOf } from "../http/forms.ts";
import { localPath } from "../http/local-path.ts";
import { noSuchPaper } from "../http/suggest.ts";

type Visit = Pick<RequestEvent, "request" | "locals" | "url"> & { readonly params: { readonly slug: string } };

/** How the papers of a list stand, by slug, for the reader who asks. */
export function standingOf(event: Pick<RequestEvent, "locals">, groups: readonly Pick<Group, "entries">[]) {
  const slugs = groups.flatMap(({ entries }) => entries.map(({ slug }) => slug));
  return context().library.community.reactions.standing(slugs, event.locals.reader?.id ?? null);
}

/** A form action: sets or takes away the reader's mark, and leads back. */
export const marking =
  (mark: Mark) =>
  async ({ params, request, locals, url }: Visit): Promise<never> => {
    const form = await request.formData();
    const back = localPath(fieldOf(form, "next"), url.pathname);
    if (locals.reader === null) redirect(303, `/sign-in?next=${encodeURIComponent(back)}`);
    const { reactions } = context().library.community;
    await reactions
      .set(locals.reader.id, params.slug, mark, fieldOf(form, "on") === "yes")
      .catch(() => noSuchPaper(params.slug));
    redirect(303, back);
  };
