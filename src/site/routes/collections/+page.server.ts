/** Collections: the reader's own, their bookmarks, and what others made public. */
import type { Visibility } from "#library/community/collections";
import { context } from "$lib/server/context";
import { acting, fieldOf } from "$lib/server/http/forms";
import { notTooOften } from "$lib/server/guard/limits";
import { requireReader } from "$lib/server/guard/reader";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ locals: { reader } }) => {
  const { collections, reactions } = context().library.community;
  const own = reader === null ? [] : await collections.own(reader.id);
  return {
    signedIn: reader !== null,
    own,
    bookmarks: reader === null ? 0 : (await reactions.bookmarked(reader.id)).length,
    others: (await collections.public()).filter(({ id }) => !own.some((mine) => mine.id === id)),
  };
};

export const actions = {
  create: async (event) => {
    const reader = requireReader(event);
    const data = await event.request.formData();
    const outcome = await acting("create", data, async () => {
      await notTooOften(reader, "collection");
      const { id } = await context().library.community.collections.create(reader.id, {
        title: fieldOf(data, "title"),
        description: fieldOf(data, "description"),
        visibility: fieldOf(data, "visibility") as Visibility,
      });
      return `/collections/${id}`;
    });
    if (typeof outcome === "string") redirect(303, outcome);
    return outcome;
  },
} satisfies Actions;
