/** A submission on its way: still being looked for, or what can be done because nobody has it. */
import { context } from "$lib/server/context";
import { acting } from "$lib/server/http/forms";
import { notTooOften } from "$lib/server/guard/limits";
import { requireReader } from "$lib/server/guard/reader";
import { error, redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

const idOf = (text: string): number => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0);

export const load: PageServerLoad = async (event) => {
  const reader = requireReader(event);
  const submission = await context().library.community.submissions.read(reader.id, idOf(event.params.id));
  if (submission === null) error(404, { message: "You have no such submission." });
  if (submission.paper !== null) redirect(303, `/papers/${submission.paper}?submission=${submission.id}`);
  return { submission };
};

export const actions = {
  retry: async (event) => {
    const reader = requireReader(event);
    const data = await event.request.formData();
    const outcome = await acting("retry", data, async () => {
      await notTooOften(reader, "submission");
      const { id } = await context().library.community.submissions.retry(reader.id, idOf(event.params.id));
      return `/submit/${id}`;
    });
    if (typeof outcome === "string") redirect(303, outcome);
    return outcome;
  },
} satisfies Actions;
