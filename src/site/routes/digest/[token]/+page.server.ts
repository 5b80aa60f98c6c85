/** What a subscriber gets, and changing it, by the signed link in every digest. */
import { context } from "$lib/server/context";
import { masked, preferencesIn, refusedForm, subscriberOf, timeZones } from "$lib/server/digest/digest";
import type { Subscriber } from "#library/digest/digests";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params }) => {
  const { email, state, preferences, nextAt, suspendedFor, userId } = await subscriberOf("manage", params.token);
  const { digests, lists } = context().library;
  const { why, day } = await digests.preview({ preferences, ...(userId !== null && { readerId: userId }) });
  return {
    /** Why one of today would be empty. */
    empty: why,
    /** The newest day that has papers. */
    newest: day,
    email: masked(email),
    state,
    preferences,
    nextAt,
    suspendedFor,
    withAccount: userId !== null,
    topics: (await lists.topics()).map(({ slug, name }) => ({ slug, name })),
    zones: [...new Set([...timeZones(), preferences.zone])],
    withoutServer: digests.mail.kind === "files",
  };
};

type Digests = ReturnType<typeof context>["library"]["digests"];
const act =
  (done: string, work: (digests: Digests, subscriber: Subscriber, form: FormData) => Promise<unknown>) =>
  async ({ params, request }: { params: { token: string }; request: Request }) => {
    const subscriber = await subscriberOf("manage", params.token);
    try {
      await work(context().library.digests, subscriber, await request.formData());
      return { done };
    } catch (cause) {
      return refusedForm(cause, {});
    }
  };

export const actions: Actions = {
  save: act("Saved.", (digests, { id }, form) => digests.change(id, preferencesIn(form))),
  pause: act("Paused: nothing comes until you resume.", (digests, { id }) => digests.pause(id)),
  resume: act("Digests come again.", (digests, { id, state }) =>
    // Whoever holds the link reads the mail to this address, so that beginning again needs no second confirmation.
    state === "paused" ? digests.resume(id) : digests.confirm(id),
  ),
  unsubscribe: act("Unsubscribed.", (digests, { id }) => digests.unsubscribe(id)),
  delete: async ({ params }) => {
    const { id } = await subscriberOf("manage", params.token);
    await context().library.digests.forget(id);
    redirect(303, "/digest/deleted");
  },
};
