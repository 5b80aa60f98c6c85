/** The papers of one topic. */
import { context } from "$lib/server/context";
import { followedBy } from "$lib/server/papers/discussion";
import { listView } from "$lib/server/lists/list-page";
import { nearest } from "#library/words/nearest";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const { lists } = context().library;
  const topic = await lists.topic(event.params.topic);
  const of = { kind: "topic", topic: event.params.topic } as const;
  const papers = topic === null ? 0 : await lists.count(of);
  if (topic === null || papers === 0) {
    const near = nearest(event.params.topic, await lists.topics(), ({ slug, name }) => [slug, name]);
    error(404, {
      message: `No paper here has the topic “${event.params.topic.slice(0, 100)}”.`,
      suggestions: near.map(({ slug, name }) => ({ href: `/topics/${slug}`, title: name })),
    });
  }
  return {
    name: topic.name,
    key: topic.key,
    papers,
    followed: await followedBy(event, "topic", topic.key),
    view: await listView(event, of),
  };
};
