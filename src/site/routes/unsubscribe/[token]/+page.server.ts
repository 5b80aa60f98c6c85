/**
 * Leaving the digest, or alerts by mail: the link says which. Opening the page changes nothing; its button does, and so does the request
 * that mail programs send for theirs (RFC 8058): a form without cookies or origin, answered without a redirect, as often as it comes.
 */
import { context } from "$lib/server/context";
import { masked, subscriberOf } from "$lib/server/digest/digest";
import type { Actions, PageServerLoad } from "./$types";

/** The subscription of the link, and whether it is about alerts. @throws HttpError 404 */
async function askedBy(token: string) {
  const toAlerts = await context().library.digests.ofLink("alerts", token);
  return { alerts: toAlerts !== null, subscriber: toAlerts ?? (await subscriberOf("manage", token)) };
}

export const load: PageServerLoad = async ({ params }) => {
  const { alerts, subscriber } = await askedBy(params.token);
  const { email, state, userId } = subscriber;
  const gone = alerts ? !(await mailsAlerts(userId)) : state === "unsubscribed";
  return { email: masked(email), alerts, gone, manage: alerts ? "/notifications#ways" : `/digest/${params.token}` };
};

async function mailsAlerts(userId: number | null): Promise<boolean> {
  if (userId === null) return false;
  const { switches } = await context().library.community.alerts.settings(userId);
  return Object.values(switches).some(({ mail }) => mail);
}

export const actions: Actions = {
  default: async ({ params }) => {
    const { alerts, subscriber } = await askedBy(params.token);
    const { community, digests } = context().library;
    if (alerts) await community.alerts.stopMails(subscriber.id);
    else await digests.unsubscribe(subscriber.id);
    return { done: true };
  },
};
