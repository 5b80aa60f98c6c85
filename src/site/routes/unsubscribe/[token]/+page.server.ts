/**
 * Leaving the digest. Opening the page changes nothing; its button does, and so does the request that mail programs send for theirs
 * (RFC 8058): a form without cookies or origin, answered without a redirect, as often as it comes.
 */
import { context } from "$lib/server/context";
import { masked, subscriberOf } from "$lib/server/digest/digest";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params }) => {
  const { email, state } = await subscriberOf("manage", params.token);
  return { email: masked(email), gone: state === "unsubscribed", manage: `/digest/${params.token}` };
};

export const actions: Actions = {
  default: async ({ params }) => {
    const { id } = await subscriberOf("manage", params.token);
    await context().library.digests.unsubscribe(id);
    return { done: true };
  },
};
