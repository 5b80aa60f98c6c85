/** Bringing a paper: by a reference that the sources are asked about, or by hand where they cannot be. */
import type { Submission } from "#library/community/submissions/submissions";
import { context } from "$lib/server/context";
import { acting, fieldOf } from "$lib/server/http/forms";
import { notTooOften } from "$lib/server/guard/limits";
import { requireReader } from "$lib/server/guard/reader";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const reader = requireReader(event);
  return { submissions: await context().library.community.submissions.own(reader.id) };
};

/** To the paper, if it is here by now; else to where it is waited for. */
const next = ({ paper, id }: Submission): string =>
  paper === null ? `/submit/${id}` : `/papers/${paper}?submission=${id}`;

export const actions = {
  reference: async (event) => {
    const reader = requireReader(event);
    const data = await event.request.formData();
    const outcome = await acting("reference", data, async () => {
      await notTooOften(reader, "submission");
      const { submissions } = context().library.community;
      return next(await submissions.submit(reader.id, fieldOf(data, "reference"), fieldOf(data, "comment")));
    });
    if (typeof outcome === "string") redirect(303, outcome);
    return outcome;
  },

  byHand: async (event) => {
    const reader = requireReader(event);
    const data = await event.request.formData();
    const outcome = await acting("byHand", data, async () => {
      await notTooOften(reader, "submission");
      return next(
        await context().library.community.submissions.enter(reader.id, {
          title: fieldOf(data, "title"),
          abstract: fieldOf(data, "abstract"),
          authors: fieldOf(data, "authors"),
          published: fieldOf(data, "published"),
          reference: fieldOf(data, "reference"),
          comment: fieldOf(data, "comment"),
        }),
      );
    });
    if (typeof outcome === "string") redirect(303, outcome);
    return outcome;
  },
} satisfies Actions;
