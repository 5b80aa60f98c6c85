/** Papers get the vectors of a named model in the background, a while after they came; and the library trains an encoder of its own. */
import type { Jobs } from "../jobs/jobs.ts";
import type { Search } from "./search.ts";

/** A run ends after so many, so that one that is interrupted has lost little. */
const max = 2_000;

export function scheduleSearch(jobs: Jobs, search: Search): void {
  jobs.define("search.embed", async (_, { signal }) => ({ embedded: await search.embed({ max, signal }) }));
  jobs.schedule("search.embed", "*/5 * * * *");
  jobs.define("search.learn", async (_, { signal }) => {
    const learnt = await search.learn({ signal });
    return learnt === null
      ? { due: false }
      : { abstracts: learnt.abstracts, seconds: Math.round(learnt.seconds), used: learnt.judgement.better };
  });
  jobs.schedule("search.learn", "41 * * * *");
}
