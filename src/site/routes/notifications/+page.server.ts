/** What the reader should hear of, and what they follow. */
import type { FollowKind } from "#library/community/follows";
import { context } from "$lib/server/context";
import { acting, fieldOf, numberOf } from "$lib/server/http/forms";
import { notTooOften } from "$lib/server/guard/limits";
import { localPath } from "$lib/server/http/local-path";
import { plainTitle } from "$lib/server/text/maths";
import { requireReader } from "$lib/server/guard/reader";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const reader = requireReader(event);
  const { notifications, follows } = context().library.community;
  const before = event.url.searchParams.get("before") ?? "";
  const list = await notifications.list(reader.id, /^[1-9]\d{0,8}$/.test(before) ? Number(before) : undefined);
  return {
    notifications: list.map(({ paper, ...rest }) => ({ ...rest, paper: { ...paper, title: plainTitle(paper.title) } })),
    unread: await notifications.unread(reader.id),
    follows: await follows.list(reader.id),
  };
};

const isKind = (kind: string): kind is FollowKind => ["author", "topic", "search"].includes(kind);

export const actions = {
  read: async (event) => {
    const reader = requireReader(event);
    const id = numberOf(await event.request.formData(), "id");
    await context().library.community.notifications.markRead(reader.id, id === 0 ? undefined : [id]);
    redirect(303, "/notifications");
  },

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
      if (fieldOf(data, "on") === "yes") await follows.follow(reader.id, kind, fieldOf(data, "value"));
      else await follows.unfollow(reader.id, kind, fieldOf(data, "value"));
      return back;
    });
    if (typeof outcome === "string") redirect(303, outcome);
    return outcome;
  },
} satisfies Actions;
