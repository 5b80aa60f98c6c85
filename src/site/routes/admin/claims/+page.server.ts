/** Readers who say to have written a paper, for admins. */
import type { AuthorshipState } from "#library/community/authorship";
import { context } from "$lib/server/context";
import { acting, fieldOf, numberOf } from "$lib/server/http/forms";
import { plainTitle } from "$lib/server/text/maths";
import { requireRole } from "$lib/server/guard/reader";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const admin = requireRole(event, "admin");
  const claims = await context().library.community.authorship.list(admin);
  return {
    claims: claims.map(({ paper, ...rest }) => ({ ...rest, paper: { ...paper, title: plainTitle(paper.title) } })),
  };
};

const states: Readonly<Record<string, AuthorshipState>> = { confirm: "confirmed", deny: "denied", reopen: "pending" };

export const actions = {
  decide: async (event) => {
    const admin = requireRole(event, "admin");
    const data = await event.request.formData();
    const decision = fieldOf(data, "decision");
    const outcome = await acting("decide", data, async () => {
      if (Object.hasOwn(states, decision))
        await context().library.community.authorship.decide(admin, numberOf(data, "claim"), states[decision]);
      return "/admin/claims";
    });
    if (typeof outcome === "string") redirect(303, outcome);
    return outcome;
  },
} satisfies Actions;
