/** Runs that visitors sent, for admins: to hide what is false or to delete it; and who may have the server compute some. */
import { context } from "$lib/server/context";
import { acting, fieldOf } from "$lib/server/http/forms";
import { plainTitle } from "$lib/server/text/maths";
import { requireRole } from "$lib/server/guard/reader";
import type { Reader } from "#library/readers/reader";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad, RequestEvent } from "./$types";

const pageLength = 100;
/** Of those that are to be done; more is nothing to look at. */
const shownUnfinished = 20;

export const load: PageServerLoad = async (event) => {
  const admin = requireRole(event, "admin");
  const asked = event.url.searchParams.get("page") ?? "1";
  const page = /^[1-9]\d{0,5}$/.test(asked) ? Number(asked) : 1;
  const { library } = context();
  const { serverRuns } = library;
  const found = await library.runs.visitors(admin, { page, limit: pageLength });
  return {
    ...found,
    runs: found.runs.map(({ paper, ...run }) => ({ ...run, paper: { ...paper, title: plainTitle(paper.title) } })),
    page,
    pages: Math.ceil(found.total / pageLength),
    server: {
      audience: await serverRuns.audience(),
      /** Why nobody's are computed, commands of this machine included. */
      refusal: await serverRuns.refusal({ kind: "command" }),
      unfinished: await serverRuns.unfinished(shownUnfinished),
    },
  };
};

const runModeration = () => context().library.runs;

const deciding =
  (form: string, decide: (admin: Reader, ids: string[], data: FormData) => Promise<unknown>) =>
  async (event: RequestEvent) => {
    const admin = requireRole(event, "admin");
    const data = await event.request.formData();
    const outcome = await acting(form, data, async () => {
      await decide(admin, data.getAll("run").map(String), data);
      return "/admin/runs";
    });
    if (typeof outcome === "string") redirect(303, outcome);
    return outcome;
  };

export const actions = {
  hide: deciding("hide", (admin, ids) => runModeration().hide(admin, ids, true)),
  show: deciding("show", (admin, ids) => runModeration().hide(admin, ids, false)),
  delete: deciding("delete", (admin, ids) => runModeration().delete(admin, { ids })),
  audience: deciding("audience", (admin, _, data) =>
    context().library.serverRuns.setAudience(admin, fieldOf(data, "audience")),
  ),
  deleteAll: deciding("deleteAll", (admin) => runModeration().delete(admin, { visitors: true })),
} satisfies Actions;
