/** The shelf as a list, newest first publication first. */
import { context } from "$lib/server/context";
import { byYear } from "$lib/server/entries";
import { topicCounts } from "$lib/server/topics";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async () => {
  const papers = await context().catalogue.papers();
  const sum = (numberOf: (paper: (typeof papers)[number]) => number) =>
    papers.reduce((all, paper) => all + numberOf(paper), 0);
  return {
    groups: byYear(papers),
    topics: topicCounts(papers),
    papers: papers.length,
    runnable: papers.filter(({ experiment }) => experiment !== null).length,
    claims: sum(({ reproduced }) => reproduced.total),
    holding: sum(({ reproduced }) => reproduced.direct),
  };
};
