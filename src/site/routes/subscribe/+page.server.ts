/** Asking for the digest: an address is enough. Whoever has it is asked by mail; what is seen here is the same for every address. */
import { clientAddress } from "$lib/server/guard/client-address";
import { context } from "$lib/server/context";
import { preferencesIn, refusedForm, timeZones } from "$lib/server/digest/digest";
import { redirect, type RequestEvent } from "@sveltejs/kit";
import { addressKey, parseAddress } from "#library/mail/address";
import { usualPreferences } from "#library/digest/preferences";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ locals: { reader } }) => {
  const { digests, lists, sources } = context().library;
  const mine = reader && (await digests.ofReader(reader.id));
  if (mine !== null && mine.state !== "pending") redirect(303, `/digest/${await digests.link("manage", mine.id)}`);
  const files = digests.mail.kind === "files";
  return {
    preferences: usualPreferences,
    followed: (await sources.names()).length,
    newest: await lists.latestDay(new Date().toISOString().slice(0, 10)),
    topics: (await lists.topics()).map(({ slug, name }) => ({ slug, name })),
    zones: timeZones(),
    email: reader?.email ?? "",
    signedIn: reader !== null && reader.email !== null,
    // Where the mails lie is for whoever looks after this installation.
    mailFolder: files && reader?.role === "admin" ? digests.mail.where : null,
    withoutServer: files,
  };
};

async function subscribe(event: RequestEvent, quick: boolean) {
  const { reader } = event.locals;
  const form = await event.request.formData();
  const email = String(form.get("email") ?? reader?.email ?? "");
  const preferences = quick ? {} : preferencesIn(form);
  const { digests } = context().library;
  try {
    // An address that somebody signed in with is theirs.
    if (reader?.email && addressKey(parseAddress(email) ?? "") === addressKey(reader.email)) {
      const { id } = await digests.subscribeReader(reader, preferences);
      return { asked: null, manage: `/digest/${await digests.link("manage", id)}` };
    }
    const readerId = reader !== null && reader.email === null ? reader.id : undefined;
    await digests.subscribe({ email, preferences, network: clientAddress(event), readerId });
  } catch (cause) {
    return refusedForm(cause, { email });
  }
  return { asked: email, manage: null };
}

export const actions: Actions = {
  subscribe: (event) => subscribe(event, false),
  quick: (event) => subscribe(event, true),
};
