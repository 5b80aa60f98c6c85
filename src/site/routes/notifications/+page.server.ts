/** What the reader should hear of, and what they follow. */
import { alertKinds, channels, type Switches } from "#library/alerts/switches";
import { followKinds, type FollowKind } from "#library/community/follows";
import { context } from "$lib/server/context";
import { acting, fieldOf, numberOf } from "$lib/server/http/forms";
import { notTooOften } from "$lib/server/guard/limits";
import { localPath } from "$lib/server/http/local-path";
import { plainTitle } from "$lib/server/text/maths";
import { requireReader } from "$lib/server/guard/reader";
import { redirect, type RequestEvent } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const reader = requireReader(event);
  const { notifications, follows, alerts, privateFeeds } = context().library.community;
  const { switches, address } = await alerts.settings(reader.id);
  const feed = await privateFeeds.tokenOf(reader.id);
  const before = event.url.searchParams.get("before") ?? "";
  const list = await notifications.list(reader.id, /^[1-9]\d{0,8}$/.test(before) ? Number(before) : undefined);
  return {
    notifications: list.map(({ paper, ...rest }) => ({ ...rest, paper: { ...paper, title: plainTitle(paper.title) } })),
    unread: await notifications.unread(reader.id),
    follows: (await follows.list(reader.id)).map(({ label, ...rest }) => ({ ...rest, label: plainTitle(label) })),
    switches,
    address,
    feed: feed === null ? null : `${event.url.origin}/alerts/${feed}/feed.xml`,
  };
};

const isKind = (kind: string): kind is FollowKind => (followKinds as readonly string[]).includes(kind);

/** Changes how the reader is told, and comes back to where that stands. */
const own =
  (form: string, work: (readerId: number, data: FormData) => Promise<unknown>) => async (event: RequestEvent) => {
    const { id } = requireReader(event);
    const data = await event.request.formData();
    const refused = await acting(form, data, async () => void (await work(id, data)));
    if (refused !== undefined) return refused;
    redirect(303, "/notifications#ways");
  };

export const actions = {
  read: async (event) => {
    const reader = requireReader(event);
    const id = numberOf(await event.request.formData(), "id");
    await context().library.community.notifications.markRead(reader.id, id === 0 ? undefined : [id]);
    redirect(303, "/notifications");
  },

  ways: own("ways", (id, data) => {
    const on = new Set(data.getAll("way"));
    const of = (kind: string) => Object.fromEntries(channels.map((channel) => [channel, on.has(`${kind} ${channel}`)]));
    const switches = Object.fromEntries(alertKinds.map((kind) => [kind, of(kind)])) as Switches;
    return context().library.community.alerts.change(id, switches);
  }),
  openFeed: own("feed", (id) => context().library.community.privateFeeds.open(id)),
  closeFeed: own("feed", (id) => context().library.community.privateFeeds.close(id)),

  /** Also posted by the pages of topics, authors and searches: `next` leads back to them. */
  follow: async (event) => {
    const data = await event.request.formData();
    const back = localPath(fieldOf(data, "next"), "/notifications");
    if (event.locals.reader === null) redirect(303, `/sign-in?next=${encodeURIComponent(back)}`);
    const reader = requireReader(event);
    const kind = fieldOf(data, "kind");
    const outcome = await acting("follow", data, async () => {
      await notTooOften(reader, "follow");
      const { follows } = context().library.community;
      if (!isKind(kind)) return back;
      const without = data.get("without");
      if (fieldOf(data, "on") === "yes")
        await follows.follow(reader.id, kind, fieldOf(data, "value"), without === null ? undefined : String(without));
      else await follows.unfollow(reader.id, kind, fieldOf(data, "value"));
      return back;
    });
    if (typeof outcome === "string") redirect(303, outcome);
    return outcome;
  },
} satisfies Actions;
