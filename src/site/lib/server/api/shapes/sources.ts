/** How the sources of papers stand, and what search can do. */
import { z } from "zod";
import { moment } from "./common.ts";

const state = z.enum([
  "fresh",
  "weekend",
  "holiday",
  "not-yet",
  "late",
  "stale",
  "shrunken",
  "rate-limited",
  "failed",
  "running",
  "done",
  "unchanged",
]);

const look = z
  .strictObject({
    id: z.int(),
    source: z.string(),
    title: z.string().nullable(),
    startedBy: z.string(),
    day: z.string(),
    state,
    says: z.string(),
    startedAt: moment,
    finishedAt: moment.nullable(),
    papers: z.int(),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    rejected: z.int(),
    good: z.boolean(),
  })
  .meta({ id: "SourceRun" });

const source = z
  .strictObject({
    source: z.enum([
      "arxiv-search",
      "arxiv-ids",
      "arxiv-feed",
      "arxiv-oai",
      "hf-daily",
      "semantic-scholar",
      "openalex",
      "crossref",
    ]),
    title: z.string(),
    on: z.boolean(),
    request: z.record(z.string(), z.unknown()).describe("What it is asked for."),
    state: z.union([state, z.literal("off")]),
    says: z.string(),
    lastGood: look.nullable(),
    lastRun: look.nullable(),
    nextRun: moment.nullable(),
    days: z.array(
      z.strictObject({ day: z.string(), state, papers: z.int(), says: z.string() }).meta({ id: "SourceDay" }),
    ),
  })
  .meta({ id: "Source" });

export const status = z
  .strictObject({
    sources: z.array(source),
    jobs: z.enum(["stopped", "starting", "running", "failed"]),
    search: z.strictObject({
      papers: z.int(),
      typos: z.boolean(),
      vectors: z.union([
        z.strictObject({
          state: z.literal("on"),
          model: z.string(),
          embedded: z.int(),
          judged: z.string().nullable(),
        }),
        z.strictObject({ state: z.literal("off"), reason: z.string() }),
      ]),
    }),
  })
  .meta({ id: "Status" });
