/** A link from a mail. Opening it changes nothing, because programs open links too; the button signs in. */
import { context } from "$lib/server/context";
import { acting, fieldOf } from "$lib/server/http/forms";
import { notTooOftenFromNetwork } from "$lib/server/guard/limits";
import { localPath } from "$lib/server/http/local-path";
import { readSession, writeSession } from "$lib/server/guard/session-cookie";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params, setHeaders }) => {
  setHeaders({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
  return { link: await context().library.readers.readLink(params.token) };
};

export const actions = {
  default: async (event) => {
    const data = await event.request.formData();
    const name = fieldOf(data, "name").trim();
    const code = fieldOf(data, "code").trim();
    const entry = await acting("enter", data, async () => {
      if (code !== "") await notTooOftenFromNetwork(event, "owner code");
      return context().library.readers.useLink(event.params.token, {
        name: name === "" ? undefined : name,
        code: code === "" ? undefined : code.slice(0, 100),
        agent: event.request.headers.get("user-agent")?.slice(0, 200) ?? null,
        previous: readSession(event),
      });
    });
    // Used, too old or made up: the page says so.
    if (entry === null) return;
    if (!("session" in entry)) return entry;
    writeSession(event, entry.session);
    redirect(303, localPath(entry.next, "/"));
  },
} satisfies Actions;
