/** "Is this your address?" Opening the page changes nothing, because mail scanners open every link; its button does. */
import { context } from "$lib/server/context";
import { masked, subscriberOf } from "$lib/server/digest/digest";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params }) => {
  const { email, state } = await subscriberOf("confirm", params.token);
  return { email: masked(email), active: state === "active" };
};

export const actions: Actions = {
  default: async ({ params }) => {
    const { digests } = context().library;
    const { id } = await subscriberOf("confirm", params.token);
    await digests.confirm(id);
    return { manage: `/digest/${await digests.link("manage", id)}` };
  },
};
