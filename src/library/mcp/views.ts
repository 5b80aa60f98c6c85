/** Papers, claims and runs as the tools tell of them: what papertape says itself, and under `quoted` what others wrote. */
import { z } from "zod";
import type { LedgerRow, PaperPage, PaperSummary, RunPage } from "../catalogue.ts";
import type { RunStatus } from "../server-runs/server-runs.ts";
import { expectation, markOf, reproducedInWords } from "../words/claims.ts";
import { verdictWords } from "../words/verdict.ts";
import { quote, quoteAll, quotedShape, quoteOrNull } from "./quoted.ts";

const interval = z.array(z.number()).length(2).nullable();

export const paperShape = z.strictObject({
  slug: z.string().describe("Its name for the other tools."),
  page: z.string().describe("Its page, for people."),
  arxiv: z.string().nullable(),
  published: z.string().nullable(),
  listed: z.string().nullable(),
  votes: z.int(),
  comments: z.int(),
  runs: z.int(),
  reproduced: z.string().describe("How many of its claims hold, as measured here."),
  runsHere: z.boolean().describe("Whether an experiment measures its claims."),
  summary: z.string().nullable().describe("In papertape's own words; null for a paper that was only imported."),
  quoted: quotedShape({
    title: z.string(),
    authors: z.array(z.string()),
    organization: z.string().nullable(),
    venue: z.string().nullable(),
    topics: z.array(z.string()),
  }),
});

/** @param site its address, without a slash at the end. */
export const paperView = (paper: PaperSummary, site: string): z.infer<typeof paperShape> => ({
  slug: paper.slug,
  page: `${site}/papers/${paper.slug}`,
  arxiv: paper.source?.name === "arXiv" ? paper.source.id : null,
  published: paper.published,
  listed: paper.listed,
  votes: paper.votes,
  comments: paper.comments,
  runs: paper.runs,
  reproduced: reproducedInWords(paper),
  runsHere: paper.experiment !== null,
  summary: paper.summary,
  quoted: {
    title: quote(paper.title),
    authors: quoteAll(paper.authors.slice(0, 100)),
    organization: quoteOrNull(paper.organization),
    venue: quoteOrNull(paper.venue),
    topics: paper.topics.map(({ name }) => quote(name)),
  },
});

export const paperPageShape = paperShape.extend({
  claims: z.array(z.strictObject({ id: z.string(), says: z.string(), verdict: z.string() })),
  unverified: z.array(z.string()),
  quoted: quotedShape({
    ...paperShape.shape.quoted.shape,
    abstract: z.string().nullable(),
    source: z.string().nullable(),
    code: z.string().nullable(),
  }),
});

export function paperPageView(paper: PaperPage, site: string): z.infer<typeof paperPageShape> {
  const view = paperView(paper, site);
  return {
    ...view,
    claims: paper.claims.map(({ id, says, verdict }) => ({ id, says, verdict: verdictWords[verdict ?? "none"].word })),
    unverified: [...paper.unverified],
    quoted: {
      ...view.quoted,
      abstract: quoteOrNull(paper.abstract),
      source: quoteOrNull(paper.source?.url ?? null),
      code: quoteOrNull(paper.code),
    },
  };
}

export const claimShape = z.strictObject({
  id: z.string(),
  says: z.string().describe("The claim in papertape's words."),
  unit: z.string(),
  stated: z.string().nullable().describe("What the paper states, in that unit."),
  expected: z.string().describe("What a number must look like for the claim to hold."),
  verdict: z.string(),
  means: z.string(),
  mean: z.number().nullable(),
  interval95: interval,
  seeds: z.int(),
  standIn: z.boolean().describe("Whether the verdict is about a stand-in at smaller scale."),
  scale: z.string().nullable(),
  outOfReach: z.string().nullable(),
  evidence: z
    .enum(["committed", "own"])
    .nullable()
    .describe("Results that ship with the paper, or runs of this installation."),
  latestRun: z.string().nullable().describe("For get_run."),
});

export function claimView({ id, claim, judgement, evidence, latest }: LedgerRow): z.infer<typeof claimShape> {
  const { stated, statedAs } = claim;
  const { word, means } = verdictWords[markOf(judgement)];
  return {
    id,
    says: claim.statement,
    unit: claim.unit,
    stated: typeof stated === "number" ? String(stated) : stated ? stated.join(" to ") : (statedAs ?? null),
    expected: expectation(claim),
    verdict: word,
    means,
    mean: judgement.mean,
    interval95: judgement.interval && [...judgement.interval],
    seeds: judgement.seeds,
    standIn: judgement.proxy,
    scale: claim.scale ?? null,
    outOfReach: claim.outOfScope?.why ?? null,
    evidence,
    latestRun: latest?.run ?? null,
  };
}

export const runShape = z.strictObject({
  id: z.string(),
  page: z.string(),
  paper: z.string(),
  preset: z.enum(["quick", "full"]),
  state: z.enum(["waiting", "running", "finished", "cancelled", "failed", "interrupted"]),
  origin: z.enum(["committed", "server", "cli", "browser"]),
  checked: z.boolean().describe("false: a visitor sent it, and nobody has checked it."),
  superseded: z.boolean(),
  registration: z.string().nullable(),
  seeds: z.array(z.int()),
  progress: z
    .strictObject({
      ahead: z.int().describe("Runs that are before it, while it waits for a worker."),
      attempt: z.int().describe("How often a worker has begun it: the one before may have died."),
      fraction: z.number(),
      doing: z.string(),
    })
    .nullable()
    .describe("Of a run on the server that has not ended."),
  device: z.string().nullable(),
  threads: z.int().nullable(),
  startedAt: z.string().nullable().describe("null, and nothing measured, before it was begun."),
  finishedAt: z.string().nullable(),
  points: z.int().describe("How many its charts have; the page and /api/runs/{id} have them."),
  claims: z.array(
    z.strictObject({
      id: z.string(),
      says: z.string(),
      unit: z.string(),
      value: z.number().nullable(),
      verdict: z.string().describe("Over this run alone."),
      ledger: z.string().describe("The paper's own."),
      agrees: z.boolean().nullable(),
    }),
  ),
  quoted: quotedShape({
    title: z.string(),
    error: z.string().nullable(),
    notes: z.array(z.string()),
    machine: z.string().nullable(),
    versions: z.record(z.string(), z.string()),
  }),
});

const progressOf = ({ onServer, state, ahead, attempt, fraction, doing }: RunStatus) =>
  onServer && (state === "waiting" || state === "running") ? { ahead, attempt, fraction, doing } : null;

/** Of a run that was not begun. */
export function waitingView(status: RunStatus, title: string, site: string): z.infer<typeof runShape> {
  const { id, paper, preset, state, seeds, finishedAt, error } = status;
  return {
    ...{ id, paper, preset, state, finishedAt },
    ...{ origin: "server", checked: true, superseded: false, registration: null },
    ...{ device: null, threads: null, startedAt: null, points: 0, claims: [] },
    page: `${site}/runs/${id}`,
    seeds: [...seeds],
    progress: progressOf(status),
    quoted: { title: quote(title), error: quoteOrNull(error), notes: [], machine: null, versions: {} },
  };
}

export function runView(
  { record, title, superseded, claims }: RunPage,
  status: RunStatus,
  site: string,
): z.infer<typeof runShape> {
  const { id, paper, preset, origin, seeds, device, threads, startedAt, finishedAt, machine } = record;
  return {
    ...{ id, paper, preset, origin, device, threads, startedAt, finishedAt, superseded },
    state: status.state,
    progress: progressOf(status),
    page: `${site}/runs/${id}`,
    checked: origin !== "browser",
    registration: record.registration ?? null,
    seeds: [...seeds],
    points: record.points.length,
    claims: claims.map(({ id, claim, value, judgement, ledger, agrees }) => ({
      ...{ id, value, agrees },
      says: claim.statement,
      unit: claim.unit,
      verdict: verdictWords[markOf(judgement)].word,
      ledger: verdictWords[markOf(ledger)].word,
    })),
    quoted: {
      title: quote(title),
      error: quoteOrNull(record.error),
      notes: quoteAll(record.notes.slice(0, 20)),
      machine: quote(`${machine.cpu}, ${machine.cores} cores, ${machine.os}, ${machine.runtime}`),
      versions: Object.fromEntries(Object.entries(record.versions).map(([name, is]) => [quote(name), quote(is)])),
    },
  };
}
