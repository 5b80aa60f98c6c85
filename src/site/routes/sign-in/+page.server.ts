/** Asking for a link that signs in. */
import { context } from "$lib/server/context";
import { acting, fieldOf } from "$lib/server/http/forms";
import { localPath } from "$lib/server/http/local-path";
import { askForLink } from "$lib/server/guard/sign-in";
import { redirect } from "@sveltejs/kit";
import pino from "pino";
import type { Actions, PageServerLoad } from "./$types";

const log = pino({ name: "sign-in" }, pino.destination(2));

export const load: PageServerLoad = ({ locals, url }) => {
  const next = localPath(url.searchParams.get("next"), "/");
  if (locals.reader !== null) redirect(303, next);
  return { next, sent: url.searchParams.has("sent"), filed: context().library.mailer.kind === "files" };
};

export const actions = {
  default: async (event) => {
    const data = await event.request.formData();
    const next = localPath(fieldOf(data, "next"), "/");
    const refused = await acting("sign-in", data, () =>
      askForLink(event, { email: fieldOf(data, "email").slice(0, 320), next }, (error) =>
        log.error({ err: error }, "a sign-in link was not sent"),
      ),
    );
    if (refused !== undefined) return refused;
    redirect(303, `/sign-in?sent&next=${encodeURIComponent(next)}`);
  },
} satisfies Actions;
