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
