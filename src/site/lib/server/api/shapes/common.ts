/** Small shapes that requests and answers share. */
import { isDay } from "#lab/kit/index";
import { periodOf } from "#library/words/period";
import { z } from "zod";

/** A day that a list can have. */
export const day = z.iso
  .date()
  .refine((text) => periodOf("day", text) !== null, "is no day of 1900 to 2199")
  .describe("YYYY-MM-DD");

/** A day or a full moment, of which the day counts. */
export const dayOrMoment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T.*)?$/, "is no day like 2026-11-23")
  .refine((text) => periodOf("day", text.slice(0, 10)) !== null, "is no day that there is")
  .meta({ description: "YYYY-MM-DD; of a full moment the day counts.", example: "2026-11-23" });

export const week = z
  .string()
  .regex(/^\d{4}-W\d{2}$/, "is no ISO week like 2026-W48")
  .refine((text) => periodOf("week", text) !== null, "is no ISO week that there is")
  .meta({ description: "An ISO week.", example: "2026-W48" });

export const month = z
  .string()
  .regex(/^\d{4}-\d{2}$/, "is no month like 2026-11")
  .refine((text) => periodOf("month", text) !== null, "is no month that there is")
  .meta({ description: "A month.", example: "2026-11" });

/** A moment that a database can hold. */
export const since = z
  .union([z.iso.datetime(), z.iso.date().refine(isDay, "is no day")])
  .refine((text) => text >= "1900" && text < "2200", "is not of 1900 to 2199")
  .meta({ description: "A moment in UTC, or a day: its beginning.", example: "2026-11-23T10:00:00Z" });

/** In answers. */
export const moment = z.iso.datetime().describe("ISO 8601, UTC.");

export const yes = z.enum(["1", "0"]);
export const yesOrNo = z.enum(["yes", "no"]);

export const slugOf = (what: string) =>
  z.string().meta({ description: `${what}, as in its address.`, example: "layer-norm" });

/** What a column of ids can hold. */
export const id = z
  .int()
  .positive()
  .max(2 ** 31 - 1);

/** Where a page of a list begins. */
export const after = z
  .string()
  .max(100)
  .describe("Where the page before ended: taken from its `next` link, and from nowhere else.");

export const limitUpTo = (most: number, usual: number) => z.int().min(1).max(most).default(usual);

/** Of what was made. */
export const made = z.strictObject({ id: z.union([z.int(), z.string()]) }).meta({ id: "Made" });
