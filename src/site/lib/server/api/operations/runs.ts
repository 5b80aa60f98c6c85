/** Runs, those of comparisons too; and a visitor's own run after they agreed to store it. */
import type { RunRecord } from "#library/catalogue";
import { bakeoffSlugs } from "#bakeoffs/registry";
import { z } from "zod";
import { Refused } from "../../http/answers.ts";
import { context } from "../../context.ts";
import { operation } from "../operation.ts";
import { bakeoffRun, bakeoffSummary } from "../shapes/bakeoffs.ts";
import { limitUpTo, since, slugOf, yes } from "../shapes/common.ts";
import { runPage, runSummary, sentRun, storedRun } from "../shapes/runs.ts";

const group = "Runs";

export const listRuns = operation({
  id: "listRuns",
  method: "GET",
  path: "/api/runs",
  group,
  summary: "Runs, newest start first",
  details:
    "With `since`, instead, those that began or ended at that moment or later, the first of them at the beginning: an incremental reader goes on from the last one's `finishedAt`, or `startedAt` where it has none.",
  who: "anyone",
  query: z.strictObject({
    paper: slugOf("The paper's name").max(300).optional(),
    since: since.optional(),
    visitors: yes.optional().describe("1: those that visitors sent, which nobody has checked, instead of all others."),
    limit: limitUpTo(1_000, 50),
  }),
  answer: z.array(runSummary),
  run: ({ query: { paper, since, visitors, limit } }) =>
    context().catalogue.runs({ paper, since, visitors: visitors === "1", limit }),
});

const part = z.strictObject({ id: z.string().describe("A UUID.") });

export const getRun = operation({
  id: "getRun",
  method: "GET",
  path: "/api/runs/{id}",
  group,
  summary: "One run with its points and measurements, beside the ledger of its paper",
  who: "anyone",
  parts: part,
  answer: runPage,
  refuses: ["NO_SUCH_RUN"],
  async run({ path: { id } }) {
    const run = await context().catalogue.run(id);
    if (run === null) throw new Refused(404, "NO_SUCH_RUN", `no run ${JSON.stringify(id.slice(0, 60))}`);
    return run;
  },
});

export const sendRun = operation({
  id: "sendRun",
  method: "POST",
  path: "/api/runs",
  group,
  summary: "Stores a run that was computed in a visitor's browser",
  details:
    "It has to have ended. It is held to what its experiment can produce, stands on no page but its own unless somebody asks, and changes no verdict. Sending it again is harmless.",
  who: "anyone",
  often: "run",
  // It may hold 20,000 points, half of this; those that ship have 2,000.
  body: { schema: sentRun, limit: 4_000_000, refusal: "INVALID_RUN" },
  statuses: [201, 200],
  answer: storedRun,
  headers: { location: "The page of the run." },
  refuses: ["INVALID_RUN", "RUN_EXISTS", "NO_ROOM"],
  async run({ body, reply }) {
    // Whoever sends it: what comes in here was computed in somebody's browser. The library checks everything else.
    const { id, created } = await context().catalogue.saveRun({ ...body, origin: "browser" } as RunRecord);
    if (!created) reply.status = 200;
    reply.headers.set("location", `/runs/${id}`);
    return { id, created };
  },
});

export const listBakeoffRuns = operation({
  id: "listBakeoffRuns",
  method: "GET",
  path: "/api/bakeoffs/{slug}",
  group,
  summary: "Runs of a comparison across papers, without what their units found",
  who: "anyone",
  parts: z.strictObject({ slug: z.string().describe("The comparison's name in addresses.") }),
  answer: z.array(bakeoffSummary),
  refuses: ["NO_SUCH_BAKEOFF"],
  async run({ path: { slug } }) {
    if (!bakeoffSlugs.includes(slug))
      throw new Refused(404, "NO_SUCH_BAKEOFF", `no comparison ${JSON.stringify(slug.slice(0, 60))}`, [
        `there is ${bakeoffSlugs.join(", ")}`,
      ]);
    return context().library.bakeoffs.runs(slug);
  },
});

export const getBakeoffRun = operation({
  id: "getBakeoffRun",
  method: "GET",
  path: "/api/bakeoffs/runs/{id}",
  group,
  summary: "One run of a comparison with all its units",
  who: "anyone",
  parts: part,
  answer: bakeoffRun,
  refuses: ["NO_SUCH_RUN"],
  async run({ path: { id } }) {
    const run = await context().library.bakeoffs.run(id);
    if (run === null)
      throw new Refused(404, "NO_SUCH_RUN", `no run of a comparison ${JSON.stringify(id.slice(0, 60))}`);
    return run;
  },
});
