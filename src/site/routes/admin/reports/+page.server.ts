/** Comments that readers reported, for editors and admins. */
import { context } from "$lib/server/context";
import { acting, fieldOf, numberOf } from "$lib/server/http/forms";
import { readersHtml } from "$lib/server/text/markdown";
import { plainTitle } from "$lib/server/text/maths";
import { requireRole } from "$lib/server/guard/reader";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad, RequestEvent } from "./$types";

export const load: PageServerLoad = async (event) => {
  const editor = requireRole(event, "editor");
  const reported = await context().library.community.moderation.reported(editor);
  return {
    reported: reported.map(({ markdown, paper, ...rest }) => ({
      ...rest,
      html: readersHtml(markdown),
      paper: { ...paper, title: plainTitle(paper.title) },
    })),
  };
};

const deciding = (decision: "hide" | "unhide" | "dismiss") => async (event: RequestEvent) => {
  const editor = requireRole(event, "editor");
  const data = await event.request.formData();
  const outcome = await acting(decision, data, async () => {
    await context().library.community.moderation[decision](editor, numberOf(data, "comment"), fieldOf(data, "reason"));
    return "/admin/reports";
  });
  if (typeof outcome === "string") redirect(303, outcome);
  return outcome;
};

export const actions = {
  hide: deciding("hide"),
  unhide: deciding("unhide"),
  dismiss: deciding("dismiss"),
} satisfies Actions;
