/** The shape of a run record as it may arrive from outside: every field bounded, every number finite, nothing extra. */
import { z } from "zod";
import type { RunBatch, RunEnd, RunRecord, RunStart } from "../catalogue.ts";
import { dropUnclean, isCleanText } from "./text.ts";

/** What one run may hold. */
export const limits = {
  seeds: 20,
  points: 20_000,
  measurements: 2_000,
  /** Twenty seeds may say fifty things each. */
  notes: 1_000,
  noteLength: 2_000,
  errorLength: 4_000,
  versions: 40,
  days: 30,
} as const;

const text = (length: number) =>
  z.string().max(length).refine(isCleanText, "contains control characters or broken Unicode");
const label = (length: number) => text(length).min(1);
/** Also the bound of what Postgres keeps in an integer column. */
const seed = z.int().min(0).max(2_147_483_647);
const moment = z.iso.datetime();
/** What an exception said, colours and all: cut and cleaned rather than refused, so that a failed run is never lost over it. */
const error = z
  .string()
  .overwrite((said) => dropUnclean(said).slice(0, limits.errorLength))
  .nullable();

const point = z.strictObject({
  chart: label(120),
  series: label(120),
  x: z.number(),
  y: z.number().nullable(),
  seed,
});

const measurement = z.strictObject({
  claim: label(120),
  value: z.number().nullable(),
  exact: z.boolean(),
  seed,
  twin: z.number().optional(),
});

const notes = z.array(text(limits.noteLength)).max(limits.notes);
const points = z.array(point).max(limits.points);
const measurements = z.array(measurement).max(limits.measurements);

const beginning = {
  id: z.uuid().toLowerCase(),
  paper: label(120),
  preset: z.enum(["quick", "full"]),
  registration: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "is not 64 hexadecimal digits")
    .optional(),
  seeds: z
    .array(seed)
    .min(1)
    .max(limits.seeds)
    .refine((seeds) => new Set(seeds).size === seeds.length, "names a seed twice"),
  device: z.enum(["cpu", "wasm", "webgpu"]),
  threads: z.int().min(0).max(1024),
  versions: z
    .record(label(60), text(120))
    .refine(
      (versions) => Object.keys(versions).length <= limits.versions,
      `names more than ${limits.versions} packages`,
    ),
  machine: z.strictObject({ cpu: text(200), cores: z.int().min(0).max(4096), os: text(200), runtime: text(200) }),
  origin: z.enum(["committed", "server", "cli", "browser"]),
  startedAt: moment,
};

export const runRecordSchema = z.strictObject({
  ...beginning,
  state: z.enum(["running", "finished", "cancelled", "failed", "interrupted"]),
  finishedAt: moment.nullable(),
  error,
  points,
  measurements,
  notes,
}) satisfies z.ZodType<RunRecord>;

export const runStartSchema = z.strictObject({
  ...beginning,
  process: z
    .strictObject({ host: label(255), pid: z.int().min(1).max(2_147_483_647), started: label(120).nullable() })
    .nullable(),
}) satisfies z.ZodType<RunStart>;

export const runBatchSchema = z.strictObject({
  sequence: z.int().min(0).max(1_000_000),
  points,
  measurements,
  notes,
}) satisfies z.ZodType<RunBatch>;

export const runEndSchema = z.strictObject({
  state: z.enum(["finished", "cancelled", "failed"]),
  finishedAt: moment,
  error,
}) satisfies z.ZodType<RunEnd>;
