/** Comparisons across papers. */
import { z } from "zod";
import { moment } from "./common.ts";
import { device, machine, preset, versions } from "./runs.ts";

const head = {
  id: z.string().describe("A UUID."),
  bakeoff: z.string(),
  preset,
  definition: z.string().describe("Fingerprint of what was compared and how."),
  device,
  threads: z.int(),
  versions,
  machine,
  origin: z.enum(["committed", "cli"]),
  state: z.enum(["running", "finished", "cancelled", "failed"]),
  startedAt: moment,
  finishedAt: moment.nullable(),
  error: z.string().nullable(),
};

export const bakeoffSummary = z
  .strictObject({ ...head, done: z.int(), units: z.int().describe("Units of the preset as it is defined now.") })
  .meta({ id: "BakeoffRunSummary" });

export const bakeoffRun = z
  .strictObject({
    ...head,
    units: z.array(
      z
        .strictObject({
          key: z.string(),
          finishedAt: moment,
          seconds: z.number(),
          row: z.record(z.string(), z.unknown()).describe("What the unit found: its comparison says which fields."),
        })
        .meta({ id: "BakeoffUnit" }),
    ),
  })
  .meta({ id: "BakeoffRun" });
