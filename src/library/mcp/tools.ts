/** The tools: what each takes, what it answers, and how. */
import { verdicts } from "#lab/kit/index";
import { committedRegistration } from "#papers/registry";
import { z } from "zod";
import { arxivId } from "../ingest/draft/identity.ts";
import type { ListOf } from "../lists/lists.ts";
import type { RunStatus } from "../server-runs/server-runs.ts";
import { periodOf } from "../words/period.ts";
import { answerOf, quote, quotedShape, refusal } from "./quoted.ts";
import type { Reading } from "./reading.ts";
import {
  claimShape,
  claimView,
  paperPageShape,
  paperPageView,
  paperShape,
  paperView,
  runShape,
  runView,
  waitingView,
} from "./views.ts";

type Answer = ReturnType<typeof answerOf> | ReturnType<typeof refusal>;

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  /** It has the server compute something; all others only read. */
  readonly computes?: true;
  run(asked: unknown, reading: Reading, site: string): Promise<Answer>;
}

/** Exists to infer what a tool is asked with. */
const tool = <Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: Omit<Tool, "input" | "output" | "run"> & {
    readonly input: Input;
    readonly output: Output;
    run(asked: z.output<Input>, reading: Reading, site: string): Promise<z.input<Output> | string>;
  },
): Tool => ({
  ...definition,
  async run(asked, reading, site) {
    const value = await definition.run(asked as z.output<Input>, reading, site);
    return typeof value === "string" ? refusal(value) : answerOf(value as Record<string, unknown>);
  },
});

const day = z.iso.date().refine((text) => periodOf("day", text) !== null, "is no day of 1900 to 2199");
const paperId = z.string().min(1).max(300).describe("A paper's slug, or its arXiv id.");
const limit = (usual: number) => z.int().min(1).max(50).default(usual);

/** The slug of what a model calls a paper; the words for it where there is none. */
async function slugOf(id: string, { lists }: Reading): Promise<string> {
  const arxiv = arxivId(id);
  return (arxiv === null ? null : await lists.slugOf(arxiv)) ?? id;
}

const noPaper = (id: string) =>
  `there is no paper ${JSON.stringify(id.slice(0, 100))} here; search_papers finds what there is`;

const foundShape = paperShape.extend({
  quoted: quotedShape({
    ...paperShape.shape.quoted.shape,
    excerpt: z.string().nullable().describe("The part of the summary or the abstract that answers best."),
  }),
});

const searchPapers = tool({
  name: "search_papers",
  title: "Search papers",
  description:
    "Finds papers by words (and by meaning, where there is a model). The query may hold filters in words, as in 'layer norm since 2020 with code'.",
  input: z.strictObject({
    query: z.string().max(2_000).describe("Any text; an arXiv id finds its paper."),
    from: day.optional().describe("First day of publication."),
    to: day.optional(),
    topic: z.string().min(1).max(300).optional(),
    verdict: z.enum(verdicts).optional().describe("Only papers with a claim of this verdict."),
    without: z.string().min(1).max(300).optional().describe("Words: papers with any of them are left out."),
    runs_here: z.boolean().optional().describe("Only papers whose claims an experiment measures."),
    limit: limit(10),
  }),
  output: z.strictObject({
    total: z.int(),
    read: z.string().describe("How the query was read."),
    papers: z.array(foundShape),
  }),
  async run({ query, from, to, topic, verdict, without, runs_here, limit }, { search }, site) {
    const filters = { from, to, topic, verdict, without, experiment: runs_here === true ? true : undefined };
    const { total, hits, read } = await search.find({ text: query, filters, limit });
    return {
      total,
      read: quote(read.normal),
      papers: hits.map(({ paper, excerpt }) => {
        const view = paperView(paper, site);
        return { ...view, quoted: { ...view.quoted, excerpt: excerpt && quote(excerpt.text) } };
      }),
    };
  },
});

const getPaper = tool({
  name: "get_paper",
  title: "Read a paper's entry",
  description: "What is known of one paper: facts, abstract, its claims with their verdicts.",
  input: z.strictObject({ paper: paperId }),
  output: paperPageShape,
  async run({ paper: id }, reading, site) {
    const paper = await reading.catalogue.paper(await slugOf(id, reading));
    return paper === null ? noPaper(id) : paperPageView(paper, site);
  },
});

const periods = { day: "day", week: "week", month: "month" } as const;

const listDaily = tool({
  name: "list_daily",
  title: "List daily papers",
  description: "Papers of a day, a week or a month; without any, of the latest day that has some.",
  input: z.strictObject({
    day: z.string().max(10).optional().describe("2026-11-23"),
    week: z.string().max(8).optional().describe("2026-W48"),
    month: z.string().max(7).optional().describe("2026-11"),
    sort: z.enum(["newest", "votes", "comments", "heat"]).default("votes"),
    limit: limit(20),
  }),
  output: z.strictObject({ period: z.string().nullable(), papers: z.array(paperShape), more: z.boolean() }),
  async run({ sort, limit, ...asked }, { lists }, site) {
    const given = (["day", "week", "month"] as const).filter((kind) => asked[kind] !== undefined);
    if (given.length > 1) return `only one of ${given.join(", ")}`;
    const [kind = "day"] = given;
    const name = asked[kind] ?? (await lists.latestDay(new Date().toISOString().slice(0, 10)));
    if (name === null) return { period: null, papers: [], more: false };
    const period = periodOf(periods[kind], name);
    if (period === null) return `${JSON.stringify(name)} is no ${kind} that there is`;
    const of: ListOf = { kind: "period", period };
    const { entries, next } = await lists.page({ of, sort, limit });
    return { period: period.name, papers: entries.map(({ paper }) => paperView(paper, site)), more: next !== null };
  },
});

const getClaims = tool({
  name: "get_claims",
  title: "Read a paper's claims",
  description:
    "Every claim of a paper: what it states, what was measured here, over how many seeds, and the verdict by the registered rule.",
  input: z.strictObject({ paper: paperId }),
  output: z.strictObject({ paper: z.string(), reproduced: z.string(), rule: z.string(), claims: z.array(claimShape) }),
  async run({ paper: id }, reading, site) {
    const paper = await reading.catalogue.paper(await slugOf(id, reading));
    if (paper === null) return noPaper(id);
    const { reproduced } = paperView(paper, site);
    return { paper: paper.slug, reproduced, rule: `${site}/about`, claims: paper.ledger.map(claimView) };
  },
});

const howToVerify = tool({
  name: "how_to_verify",
  title: "How to verify a paper's claims",
  description:
    "The commands and the page that measure a paper's claims again, how long they take, and what was registered beforehand. It runs nothing; run_experiment does.",
  input: z.strictObject({ paper: paperId }),
  output: z.strictObject({
    paper: z.string(),
    possible: z.boolean(),
    why: z.string().nullable().describe("Why not, where it is not."),
    inABrowser: z.string().nullable(),
    commands: z.array(z.strictObject({ command: z.string(), does: z.string() })),
    seconds: z.strictObject({ quick: z.number(), full: z.number() }).nullable().describe("Expected on two cores."),
    registration: z.string().nullable().describe("Hash of claims, plan and settings, from before the recording."),
    method: z.string().nullable().describe("Where its source is."),
    runs: z.array(z.string()).describe("The latest of this installation, for get_run."),
  }),
  async run({ paper: id }, reading, site) {
    const paper = await reading.catalogue.paper(await slugOf(id, reading));
    if (paper === null) return noPaper(id);
    const { slug, experiment } = paper;
    const runs = paper.recentRuns.map(({ id }) => id);
    if (experiment === null) {
      const why = "no experiment here measures what it claims";
      return { ...nothing, paper: slug, why, runs };
    }
    const registration = await committedRegistration(slug);
    const measure = { command: `papertape run ${slug}`, does: "measures the claims once, quickly" };
    const again = [
      {
        command: `papertape verify ${slug} --results`,
        does: "holds the recorded verdicts against the rule, in a second",
      },
      {
        command: `papertape verify ${slug} --seed 1`,
        does: "computes one recorded seed again and compares the numbers",
      },
      { command: `papertape verify ${slug}`, does: "computes every recorded seed again" },
    ];
    return {
      paper: slug,
      possible: true,
      why: null,
      inABrowser: `${site}/papers/${slug}`,
      commands: registration === null ? [measure] : [measure, ...again],
      seconds: { quick: experiment.presets.quick.seconds.node, full: experiment.presets.full.seconds.node },
      registration: registration?.hash ?? null,
      method: `src/papers/${slug}/method.ts`,
      runs,
    };
  },
});

const nothing = { possible: false, inABrowser: null, commands: [], seconds: null, registration: null, method: null };

const beforeItBegins = async (status: RunStatus, { catalogue }: Reading, site: string) =>
  waitingView(status, (await catalogue.paper(status.paper))?.title ?? "", site);

const runExperiment = tool({
  name: "run_experiment",
  title: "Have a paper's experiment run",
  description:
    "Has the server of this installation measure a paper's claims, as a job: it answers at once with the run, which waits for a worker and takes seconds to hours (how_to_verify says how long). get_run tells how it goes. Runs are counted for each reader, and a site may allow none. Only for somebody who wants one.",
  input: z.strictObject({
    paper: paperId,
    preset: z
      .enum(["quick", "full"])
      .default("quick")
      .describe("One seed, without a verdict; or all of them, with one."),
    seed: z.int().min(0).max(2_147_483_647).optional().describe("Of a quick run, in the place of its own."),
  }),
  output: runShape,
  computes: true,
  async run({ paper: id, ...how }, reading, site) {
    const paper = await slugOf(id, reading);
    return beforeItBegins(await reading.runs.request({ paper, ...how }), reading, site);
  },
});

const getRun = tool({
  name: "get_run",
  title: "Read a run",
  description:
    "One run: where and with which seeds it was computed, what it measured of each claim, and whether that agrees with the paper's ledger; or how far it is.",
  input: z.strictObject({ run: z.string().min(1).max(60).describe("A UUID.") }),
  output: runShape,
  async run({ run: id }, reading, site) {
    const [run, status] = await Promise.all([reading.catalogue.run(id), reading.runs.status(id)]);
    if (status === null) return `there is no run ${JSON.stringify(id)}`;
    return run === null ? beforeItBegins(status, reading, site) : runView(run, status, site);
  },
});

export const tools: readonly Tool[] = [
  ...[searchPapers, getPaper, listDaily, getClaims, howToVerify, runExperiment, getRun],
];
