/** Papers, as lists and as pages of their own show them. */
import { z } from "zod";
import { claim, claimMark, judgement, reproduced } from "./claims.ts";
import { moment } from "./common.ts";
import { charts, origin, preset, runSummary } from "./runs.ts";

const seconds = z.strictObject({ node: z.number(), browser: z.number() });
const presetFacts = z
  .strictObject({ seeds: z.int(), seconds: seconds.describe("Expected, on two cores, all seeds together.") })
  .meta({ id: "PresetFacts" });

const experiment = z
  .strictObject({
    presets: z.strictObject({ quick: presetFacts, full: presetFacts }),
    measures: z.array(z.string()).describe("Ids of the claims that it measures."),
    datasets: z.array(z.string()),
    charts,
    untuned: z.boolean().describe("Its arms have no rates of their own yet: a run compares nothing."),
  })
  .meta({ id: "Experiment" });

const summary = {
  slug: z.string(),
  title: z.string(),
  summary: z.string().nullable().describe("In our words; null for a paper that was only imported."),
  brief: z.string().nullable(),
  published: z.string().nullable().describe("YYYY-MM-DD, or less where less is known."),
  listed: z.string().nullable().describe("The day of the list that it stands on."),
  authorCount: z.int().nullable(),
  authors: z.array(z.string()).describe("In lists the first three."),
  organization: z.string().nullable(),
  venue: z.string().nullable(),
  topics: z.array(z.strictObject({ slug: z.string(), name: z.string() }).meta({ id: "Topic" })),
  comments: z.int(),
  votes: z.int(),
  source: z.strictObject({ name: z.string(), id: z.string(), url: z.string() }).meta({ id: "SourceLink" }).nullable(),
  experiment: experiment.nullable(),
  runs: z.int().describe("Finished ones, but for those of visitors."),
  claims: z.array(claimMark),
  reproduced,
};

export const paperSummary = z.strictObject(summary).meta({ id: "PaperSummary" });

const sampleGroup = z
  .strictObject({
    origin,
    preset,
    plan: z.string().nullable(),
    otherPlan: z.boolean(),
    runs: z.int(),
    seeds: z.int(),
    median: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    judgement: judgement.nullable(),
    agrees: z.boolean().nullable(),
  })
  .meta({ id: "SampleGroup" });

const latest = z
  .strictObject({
    run: z.string(),
    origin,
    preset,
    startedAt: moment,
    value: z.number().nullable(),
    agrees: z.boolean().nullable(),
  })
  .meta({ id: "LatestValue" });

export const ledgerRow = z
  .strictObject({
    id: z.string(),
    claim,
    judgement,
    evidence: z.enum(["committed", "own"]).nullable().describe("Which runs the verdict stands on."),
    groups: z.array(sampleGroup),
    runs: z.int(),
    latest: latest.nullable(),
  })
  .meta({ id: "LedgerRow" });

export const paperPage = z
  .strictObject({
    ...summary,
    abstract: z.string().nullable(),
    code: z.string().nullable().describe("The authors' own: an address."),
    unverified: z.array(z.string()),
    ledger: z.array(ledgerRow),
    recentRuns: z.array(runSummary),
  })
  .meta({ id: "Paper" });
