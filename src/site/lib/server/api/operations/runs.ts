/** Runs, those of comparisons too; and a visitor's own run after they agreed to store it. */
import type { RunRecord } from "#library/catalogue";
import { bakeoffSlugs } from "#bakeoffs/registry";
import { z } from "zod";
import { Refused } from "../../http/answers.ts";
import { context } from "../../context.ts";
import { askerOf } from "../../guard/limits.ts";
import { mapEvents } from "../../http/event-stream.ts";
import { requestRun } from "../../papers/server-run.ts";
import { operation, streamingOperation } from "../operation.ts";
import { bakeoffRun, bakeoffSummary } from "../shapes/bakeoffs.ts";
import { empty } from "../shapes/bodies.ts";
import { limitUpTo, since, slugOf, yes } from "../shapes/common.ts";
import {
  askedRun,
  device,
  preset,
  runNews,
  runPage,
  runStatus,
  runSummary,
  sentRun,
  storedRun,
} from "../shapes/runs.ts";

const group = "Runs";
const serverRuns = () => context().library.serverRuns;

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "is not 64 hexadecimal digits")
  .describe("Hash of what was registered before it was computed.");
const nameOf = (what: string) => z.string().max(200).describe(`${what}, as a run says it.`);

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
    preset: preset.optional(),
    registration: hash.optional(),
    device: device.optional(),
    threads: z.int().min(1).max(1_024).optional(),
    os: nameOf("The kind of system").optional(),
    runtime: nameOf("The browser's name, or Node's, without a version").optional(),
    whole: yes.optional().describe("1: only finished runs that measured every claim of the experiment."),
    limit: limitUpTo(1_000, 50),
  }),
  answer: z.array(runSummary),
  run: ({ query: { visitors, whole, device, threads, os, runtime, ...filter } }) =>
    context().catalogue.runs({
      ...filter,
      machine: { device, threads, os, runtime },
      visitors: visitors === "1",
      whole: whole === "1",
    }),
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
    return (await context().catalogue.run(id)) ?? noRun(id);
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

export const startServerRun = operation({
  id: "startServerRun",
  method: "POST",
  path: "/api/papers/{slug}/runs",
  group,
  summary: "Has the server compute a paper's experiment",
  details:
    "It waits for a worker; `/api/runs/{id}/events` tells how it goes, and `/api/runs/{id}` has its record once it was begun. Whoever is signed in may ask for three at a time and thirty a day; visitors only where an administrator lets them.",
  who: "anyone",
  parts: z.strictObject({ slug: slugOf("The paper's name") }),
  body: { schema: askedRun, limit: 10_000 },
  statuses: [202],
  answer: runStatus,
  headers: { location: "The page of the run." },
  refuses: ["NOT_SIGNED_IN", "NO_SUCH_PAPER", "INVALID_INPUT", "NOT_ALLOWED", "TOO_OFTEN", "DISK_FULL"],
  async run({ event, path, body, reply }) {
    const status = await requestRun(event, { paper: path.slug, ...body });
    reply.headers.set("location", `/runs/${status.id}`);
    return status;
  },
});

export const getRunStatus = operation({
  id: "getRunStatus",
  method: "GET",
  path: "/api/runs/{id}/status",
  group,
  summary: "How a run stands, also while it waits for a worker",
  who: "anyone",
  parts: part,
  answer: runStatus,
  refuses: ["NO_SUCH_RUN"],
  async run({ path: { id } }) {
    return (await serverRuns().status(id)) ?? noRun(id);
  },
});

export const followRun = streamingOperation({
  id: "followRun",
  path: "/api/runs/{id}/events",
  group,
  summary: "What a run sees, as it sees it",
  details:
    "From the beginning, or after the event that `Last-Event-ID` names. It ends with the run. At most twenty such streams are open for each reader or network.",
  who: "anyone",
  parts: part,
  answer: runNews,
  refuses: ["NO_SUCH_RUN"],
  async run({ path: { id }, lastId }, signal) {
    if ((await serverRuns().status(id)) === null) noRun(id);
    return mapEvents(serverRuns().follow(id, lastId, signal), ({ cursor, more: _, ...data }) => ({ id: cursor, data }));
  },
});

export const cancelRun = operation({
  id: "cancelRun",
  method: "POST",
  path: "/api/runs/{id}/cancel",
  group,
  summary: "Ends a run that you asked the server for; doing it twice changes nothing",
  who: "anyone",
  parts: part,
  body: empty,
  answer: runStatus,
  refuses: ["NO_SUCH_RUN", "NOT_ALLOWED", "RUN_ENDED"],
  run: ({ event, path: { id } }) => serverRuns().cancel(askerOf(event), id),
});

function noRun(id: string): never {
  throw new Refused(404, "NO_SUCH_RUN", `no run ${JSON.stringify(id.slice(0, 60))}`);
}

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
