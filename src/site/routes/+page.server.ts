/** The shelf as a list, newest first publication first. */
import { context } from "$lib/server/context";
import { byYear } from "$lib/server/entries";
import { standingOf } from "$lib/server/marks";
import { topicCounts } from "$lib/server/topics";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const papers = await context().catalogue.papers();
  const sum = (numberOf: (paper: (typeof papers)[number]) => number) =>
    papers.reduce((all, paper) => all + numberOf(paper), 0);
  const groups = byYear(papers);
  return {
    groups,
    standing: await standingOf(event, groups),
    topics: topicCounts(papers),
    papers: papers.length,
    runnable: papers.filter(({ experiment }) => experiment !== null).length,
    claims: sum(({ reproduced }) => reproduced.total),
    holding: sum(({ reproduced }) => reproduced.direct),
  };
};
