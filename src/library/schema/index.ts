/** Every table. `npx drizzle-kit generate` turns a change here into the next file of migrations/. */
export { bakeoffRuns, bakeoffUnits } from "./bakeoffs.ts";
export {
  authorshipClaims,
  collectionPapers,
  collections,
  follows,
  notifications,
  reports,
  submissions,
} from "./community.ts";
export { bounces, deliveries, mailedPapers, subscribers } from "./digest.ts";
export { ingestCursors, rejectedRecords } from "./ingest.ts";
export { listEntries, readerVisits, seenPapers } from "./lists.ts";
export {
  authors,
  claims,
  formerSlugs,
  listings,
  listPositions,
  paperAuthors,
  papers,
  paperTopics,
  paperVersions,
  settings,
  topics,
} from "./papers.ts";
export {
  apiTokens,
  auditLog,
  bookmarks,
  comments,
  rateLimits,
  sessions,
  signInLinks,
  users,
  votes,
} from "./readers.ts";
export { measurements, pointBatches, runs } from "./runs.ts";
export { searchSegments, searchWords } from "./search.ts";
export { followedSources, sourceRuns } from "./sources.ts";
