/** The papers of one topic. */
import { context } from "$lib/server/context";
import { byYear } from "$lib/server/entries";
import { nearest } from "#library/words/nearest";
import { standingOf } from "$lib/server/marks";
import { topicCounts } from "$lib/server/topics";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const { params } = event;
  const { catalogue } = context();
  const papers = await catalogue.papers({ topic: params.topic });
  if (papers.length === 0) {
    const others = topicCounts(await catalogue.papers());
    const near = nearest(params.topic, others, ({ slug, name }) => [slug, name]);
    error(404, {
      message: `No paper of this shelf has the topic “${params.topic.slice(0, 100)}”.`,
      suggestions: near.map(({ slug, name }) => ({ href: `/topics/${slug}`, title: name })),
    });
  }
  const name = papers[0].topics.find(({ slug }) => slug === params.topic)?.name ?? params.topic;
  const groups = byYear(papers);
  return { name, papers: papers.length, groups, standing: await standingOf(event, groups) };
};
