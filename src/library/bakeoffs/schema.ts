/** The shapes in which runs of bake-offs arrive from outside the process. */
import { z } from "zod";
import { LibraryError } from "../errors.ts";

const moment = z.iso.datetime();
const short = z.string().min(1).max(200);

export const startSchema = z.strictObject({
  id: z.uuid(),
  bakeoff: short,
  preset: z.enum(["quick", "full"]),
  definition: z.string().regex(/^[0-9a-f]{16}$/, "is not a fingerprint"),
  device: z.enum(["cpu", "wasm", "webgpu"]),
  threads: z.int().min(1).max(1024),
  versions: z.record(short, short),
  machine: z.strictObject({ cpu: short, cores: z.int().min(1), os: short, runtime: short }),
  startedAt: moment,
});

/** A row has what its bake-off says; here only its size is limited. */
const rowLimit = 200_000;

export const unitSchema = z.strictObject({
  key: z.string().regex(/^[\w.-]+(\/[\w.-]+)*$/, "is not an address"),
  finishedAt: moment,
  seconds: z.number().min(0),
  row: z
    .record(z.string(), z.unknown())
    .refine((row) => JSON.stringify(row).length <= rowLimit, `is larger than ${rowLimit} characters`),
});

export const endSchema = z.strictObject({
  state: z.enum(["finished", "cancelled", "failed"]),
  finishedAt: moment,
  error: z.string().max(10_000).nullable(),
});

/** @throws LibraryError INVALID_RUN naming every place that does not fit. */
export function parseBakeoff<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const reasons = result.error.issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  throw new LibraryError("INVALID_RUN", `invalid run of a bake-off: ${reasons.slice(0, 3).join("; ")}`, {
    details: reasons.slice(0, 20),
  });
}
