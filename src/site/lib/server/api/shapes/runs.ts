/** Runs: what was computed, where, with which seeds, and what came of it. */
import { runRecordSchema } from "#library/runs/schema";
import { z } from "zod";
import { claim, judgement } from "./claims.ts";
import { moment } from "./common.ts";

export const preset = z.enum(["quick", "full"]);
export const origin = z
  .enum(["committed", "server", "cli", "browser"])
  .describe(
    'Where it was computed; "committed" ships with the paper, "browser" was sent by a visitor and is checked by nobody.',
  );
export const device = z.enum(["cpu", "wasm", "webgpu"]);
export const machine = z
  .strictObject({ cpu: z.string(), cores: z.int(), os: z.string(), runtime: z.string() })
  .meta({ id: "Machine" });
export const versions = z.record(z.string(), z.string());

const axis = z
  .strictObject({
    label: z.string(),
    unit: z.string().optional(),
    scale: z.enum(["linear", "log"]).optional(),
    names: z.array(z.string()).optional(),
  })
  .meta({ id: "Axis" });

export const charts = z.record(
  z.string(),
  z
    .strictObject({ x: axis, y: axis, caption: z.string(), mark: z.enum(["line", "dots"]).optional() })
    .meta({ id: "Chart" }),
);

export const measurement = z
  .strictObject({
    claim: z.string(),
    value: z.number().nullable().describe("null: it diverged."),
    exact: z.boolean().describe("Whether no seed changes it."),
    seed: z.int(),
    twin: z.number().optional().describe("The same, measured of the baseline a second time."),
  })
  .meta({ id: "Measurement" });

const point = z
  .strictObject({ chart: z.string(), series: z.string(), x: z.number(), y: z.number().nullable(), seed: z.int() })
  .meta({ id: "Point" });

const head = {
  id: z.string().describe("A UUID; the page of the run is /runs/{id}."),
  paper: z.string(),
  preset,
  registration: z.string().optional().describe("Hash of what was registered before it was computed."),
  seeds: z.array(z.int()),
  device,
  threads: z.int(),
  versions,
  machine,
  origin,
  state: z.enum(["running", "finished", "cancelled", "failed", "interrupted"]),
  startedAt: moment,
  finishedAt: moment.nullable(),
  error: z.string().nullable(),
};

export const runSummary = z
  .strictObject({
    ...head,
    title: z.string(),
    superseded: z.boolean().describe("Results that a later version of the paper replaced: kept, no longer counted."),
  })
  .meta({ id: "RunSummary" });

const runRecord = z
  .strictObject({
    ...head,
    points: z.array(point),
    measurements: z.array(measurement),
    notes: z.array(z.string()),
  })
  .meta({ id: "RunRecord" });

/** How a run stands: also one that waits, and has no record yet. */
export const runStatus = z
  .strictObject({
    id: z.string().describe("A UUID; the page of the run is /runs/{id}."),
    paper: z.string(),
    preset,
    seeds: z.array(z.int()),
    state: z
      .enum(["waiting", "running", "finished", "cancelled", "failed", "interrupted"])
      .describe('"waiting": for a worker of this server; for another one, where one has died.'),
    onServer: z.boolean().describe("Whether somebody asked this server for it; all else below is known of these only."),
    ahead: z.int().describe("Runs that are before it, while it waits."),
    attempt: z.int().describe("How often a worker has begun it."),
    lost: z.int().describe("Workers that died of it."),
    cancelling: z.boolean().describe("Somebody has asked to end it, and its worker is about to."),
    fraction: z.number().min(0).max(1),
    doing: z.string(),
    startedAt: moment.nullable(),
    finishedAt: moment.nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: "RunStatus" });

/** What a run has seen since the event before. */
export const runNews = z
  .strictObject({
    restarted: z.boolean().describe("The run began anew: what was received before counts no more."),
    status: runStatus,
    points: z.array(point),
    measurements: z.array(measurement),
    notes: z.array(z.string()),
  })
  .meta({ id: "RunNews" });

/** What somebody asks the server for. */
export const askedRun = z
  .strictObject({
    preset: preset.default("quick"),
    seed: z
      .int()
      .min(0)
      .max(2_147_483_647)
      .optional()
      .describe("Of the quick preset only, in the place of its own: those of a full run were decided beforehand."),
  })
  .meta({ id: "AskedRun" });

export const runPage = z
  .strictObject({
    record: runRecord,
    title: z.string(),
    superseded: z.boolean(),
    charts,
    claims: z.array(
      z
        .strictObject({
          id: z.string(),
          claim,
          values: z.array(measurement),
          value: z.number().nullable(),
          judgement: judgement.describe("Over this run alone."),
          ledger: judgement.describe("That of the paper's ledger."),
          agrees: z.boolean().nullable(),
        })
        .meta({ id: "RunClaim" }),
    ),
  })
  .meta({ id: "Run" });

/** What a visitor sends; where it says to come from counts for nothing. */
export const sentRun = runRecordSchema.partial({ origin: true }).meta({ id: "SentRun" });

export const storedRun = z.strictObject({ id: z.string(), created: z.boolean() }).meta({ id: "StoredRun" });
