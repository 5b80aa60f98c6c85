/** Every table. `npx drizzle-kit generate` turns a change here into the next file of migrations/. */
export { alertSwitches, claimVerdicts, paperEvents } from "./alerts.ts";
export { bakeoffRuns, bakeoffUnits } from "./bakeoffs.ts";
export {
  authorshipClaims,
  collectionPapers,
  collections,
  follows,
  notifications,
  privateFeeds,
  reports,
  submissions,
} from "./community.ts";
export { bounces, deliveries, mailedPapers, subscribers } from "./digest.ts";
export { entities, entityAliases, entityMentions, linkedAbstracts } from "./entities.ts";
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
  dismissals,
  rateLimits,
  sessions,
  signInLinks,
  users,
  votes,
} from "./readers.ts";
export { measurements, pointBatches, runs } from "./runs.ts";
export { searchEncoderParts, searchEncoders, searchSegments, searchWords } from "./search.ts";
export { serverRuns } from "./server-runs.ts";
export { followedSources, sourceRuns } from "./sources.ts";
