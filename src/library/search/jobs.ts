/** Papers get their vectors in the background, a while after they came. */
import type { Jobs } from "../jobs/jobs.ts";
import type { Search } from "./search.ts";

/** A run ends after so many, so that one that is interrupted has lost little. */
const max = 2_000;

export function scheduleSearch(jobs: Jobs, search: Search): void {
  jobs.define("search.embed", async (_, { signal }) => ({ embedded: await search.embed({ max, signal }) }));
  jobs.schedule("search.embed", "*/5 * * * *");
}
