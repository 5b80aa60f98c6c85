/** What a paper claims, and what is said about a measurement of it. */
import { verdicts } from "#lab/kit/index";
import { z } from "zod";

const range = z.tuple([z.number(), z.number()]);
export const verdict = z.enum(verdicts);
const scale = z.enum(["exact", "toy", "reduced", "full"]);

export const claim = z
  .strictObject({
    statement: z.string().describe("In our words, one sentence."),
    better: z.enum(["lower", "higher", "equal"]).describe("Which way the claimed effect points."),
    unit: z.string(),
    stated: z.union([z.number(), range]).nullable().describe("The paper's own number or range, in that unit."),
    statedAs: z.string().optional().describe("How the paper puts it, where a number cannot."),
    kind: z.enum(["quality", "speed", "efficiency", "memory", "property", "equivalence"]),
    scale: scale.optional(),
    neutral: z.number().optional().describe("The value that means no effect; 0 where it is absent."),
    compares: z.enum(["difference", "ratio", "saved", "added"]).optional(),
    counts: z.number().optional().describe("The smallest distance from `neutral` that matters, registered beforehand."),
    tolerance: z.number().optional().describe("Of `equal`: the largest distance that still counts as no effect."),
    outOfScope: z
      .strictObject({ why: z.string(), proxy: z.string().optional() })
      .optional()
      .describe("Why it is out of reach here, and what stands in for it."),
    unverified: z.string().optional(),
  })
  .meta({ id: "Claim" });

export const judgement = z
  .strictObject({
    verdict: verdict
      .nullable()
      .describe("By the one registered rule; null where nothing, or a single seed, was measured."),
    proxy: z.boolean().describe("Whether the verdict is about a stand-in for the claim."),
    mean: z.number().nullable(),
    interval: range.nullable().describe("95 % interval of the mean."),
    prediction: range.nullable().describe("Where one more seed's value is expected, in 95 of 100 cases."),
    seeds: z.int(),
    diverged: z.int(),
    exact: z.boolean(),
    floor: z.number().nullable(),
    doubt: z.enum(["scatter", "diverged", "no twin", "within the floor"]).nullable(),
    visible: z.number().nullable(),
    seedsToDecide: z.number().nullable(),
  })
  .meta({ id: "Judgement" });

export const claimMark = z
  .strictObject({
    id: z.string(),
    says: z.string(),
    verdict: verdict.nullable(),
    proxy: z.boolean(),
    scale: scale.nullable(),
  })
  .meta({ id: "ClaimMark" });

export const reproduced = z
  .strictObject({
    direct: z.int().describe("Claims that match or hold, measured themselves."),
    proxy: z.int().describe("Claims out of reach here whose stand-in matches or holds; never part of `direct`."),
    total: z.int(),
  })
  .meta({ id: "Reproduced" });
