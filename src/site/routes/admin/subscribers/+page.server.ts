/** Who gets the digest, for admins. */
import { Refused } from "$lib/server/http/answers";
import { context } from "$lib/server/context";
import { acting, numberOf } from "$lib/server/http/forms";
import { requireRole } from "$lib/server/guard/reader";
import type { RequestEvent } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

const states = ["pending", "active", "paused", "unsubscribed", "suspended"] as const;
const pageLength = 100;

export const load: PageServerLoad = async (event) => {
  requireRole(event, "admin");
  const { digests } = context().library;
  const asked = event.url.searchParams;
  const state = states.find((one) => one === asked.get("state"));
  const address = asked.get("address")?.trim() || undefined;
  const after = asked.get("after") ?? "";
  const rows = await digests.admin.list({
    state,
    address,
    after: /^[1-9]\d{0,8}$/.test(after) ? Number(after) : undefined,
  });
  return {
    rows,
    states: Object.entries(await digests.admin.counts()).map(([name, count]) => ({ name, count })),
    week: await digests.admin.week(),
    mail: digests.mail,
    state: state ?? "",
    address: address ?? "",
    next: rows.length === pageLength ? rows.at(-1)!.id : null,
  };
};

const act = (action: string, work: (id: number) => Promise<void>) => async (event: RequestEvent) => {
  const admin = requireRole(event, "admin");
  const data = await event.request.formData();
  return acting("subscriber", data, async () => {
    const id = numberOf(data, "id");
    if (id === 0) throw new Refused(404, "NO_SUCH_SUBSCRIBER", "there is no such subscriber");
    await work(id);
    await context().library.audit.record({
      userId: admin.id,
      action: `subscriber ${action}`,
      subject: `subscriber ${id}`,
    });
    return { done: true };
  });
};

export const actions: Actions = {
  suspend: act("suspended", (id) => context().library.digests.admin.suspend(id, "an admin stopped it")),
  reinstate: act("reinstated", (id) => context().library.digests.admin.reinstate(id)),
  remove: act("removed", (id) => context().library.digests.admin.remove(id)),
};
