/** One run: what it was, what it measured, what it drew; or how it stands, before it was begun. */
import { context } from "$lib/server/context";
import { askerOf } from "$lib/server/guard/limits";
import { acting } from "$lib/server/http/forms";
import { mayCancelRun } from "$lib/server/papers/server-run";
import { plainTitle } from "$lib/server/text/maths";
import { drawnCharts } from "$lib/server/papers/picture";
import type { RunPage } from "#library/catalogue";
import { error, redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const { catalogue, library } = context();
  const { params, setHeaders } = event;
  const [run, status] = await Promise.all([catalogue.run(params.id), library.serverRuns.status(params.id)]);
  if (status === null) {
    const latest = await catalogue.runs({ limit: 4 });
    error(404, {
      message: `There is no run ${params.id.slice(0, 60)} in this ledger.`,
      suggestions: latest.map(({ id, title, startedAt }) => ({
        href: `/runs/${id}`,
        title: `${plainTitle(title)}, ${startedAt.slice(0, 10)}`,
      })),
    });
  }
  const active = status.state === "running" || status.state === "waiting";
  // How far it is nobody keeps, and who may end it is not the same for all.
  if (active) setHeaders({ "cache-control": "private, no-store" });
  const title = run?.title ?? (await catalogue.paper(status.paper))?.title ?? status.paper;
  return {
    status,
    mayCancel: active && status.onServer && (await mayCancelRun(event, params.id)),
    title: plainTitle(title),
    run: run && viewOf(run),
  };
};

function viewOf(run: RunPage) {
  const { points, ...record } = run.record;
  return {
    record,
    points: points.length,
    superseded: run.superseded,
    claims: run.claims,
    charts: drawnCharts(run).map((drawn) => ({ ...drawn, chart: run.charts[drawn.name] })),
  };
}

export const actions = {
  /** Whose run it is the library knows; a visitor is known by the network. */
  cancel: async (event) => {
    const data = await event.request.formData();
    const { serverRuns } = context().library;
    const outcome = await acting("cancel", data, () => serverRuns.cancel(askerOf(event), event.params.id));
    if ("id" in outcome) redirect(303, event.url.pathname);
    return outcome;
  },
} satisfies Actions;
