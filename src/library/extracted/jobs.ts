/** How reliable the extractors are is learnt in the background, whenever many papers have come. */
import type { Jobs } from "../jobs/jobs.ts";
import type { Extractor } from "./extraction.ts";

export function scheduleExtraction(jobs: Jobs, extractor: Extractor): void {
  jobs.define("extraction.learn", async (_, { signal }) => ({ read: await extractor.learn(signal) }));
  jobs.schedule("extraction.learn", "17 * * * *");
}
