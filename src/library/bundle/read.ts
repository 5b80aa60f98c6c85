/** A bundle from somewhere else: nobody knows who made it, so it is bounded, held against its sums, and read strictly. */
import { unzipSync } from "fflate";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { verdicts } from "#lab/kit/index";
import { runRecordSchema } from "../runs/schema.ts";
import { isCleanText } from "../runs/text.ts";
import { bundleFormat, type Bundle } from "./bundle.ts";
import { bundleNames, checkSums, invalidBundle, type BundleFiles, type BundleName } from "./files.ts";

/** Bytes of an archive, and of each of its files: the largest of the shelf have a hundredth of that. */
const most = 32_000_000;

export interface ReadBundle extends Bundle {
  /** The text of it. */
  readonly logbook: string;
}

/**
 * From an archive, or from the folder that it was unpacked into.
 * @throws LibraryError INVALID_BUNDLE saying what is wrong with it.
 */
export async function readBundle(path: string): Promise<ReadBundle> {
  const about = await stat(path).catch((error: unknown) => {
    throw invalidBundle([`${path} cannot be read`], error);
  });
  return parseBundle(about.isDirectory() ? await filesIn(path) : await unpacked(path, about.size));
}

async function filesIn(folder: string): Promise<BundleFiles> {
  const files = new Map<BundleName, string>();
  for (const name of Object.values(bundleNames)) {
    const path = join(folder, name);
    const size = (await stat(path).catch(() => null))?.size;
    if (size === undefined) continue;
    if (size > most) throw tooLarge(name, size);
    files.set(name, decoded(name, await readFile(path)));
  }
  return files;
}

async function unpacked(path: string, size: number): Promise<BundleFiles> {
  if (size > most) throw tooLarge(path, size);
  const known = new Set<string>(Object.values(bundleNames));
  const bytes = await readFile(path);
  try {
    const entries = unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (!known.has(name)) return false;
        if (originalSize > most) throw tooLarge(name, originalSize);
        return true;
      },
    });
    return new Map(Object.entries(entries).map(([name, content]) => [name as BundleName, decoded(name, content)]));
  } catch (error) {
    if (error instanceof Error && error.name === "LibraryError") throw error;
    throw invalidBundle([`${path} is no ZIP archive, or was cut off`], error);
  }
}

function decoded(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw invalidBundle([`${name} is not UTF-8`], error);
  }
}

const tooLarge = (name: string, size: number) => invalidBundle([`${name} has ${size} bytes; at most ${most} are read`]);

const text = (length: number) => z.string().max(length).refine(isCleanText, "contains control characters");
const range = z.tuple([z.number(), z.number()]);

const registeredClaim = z.strictObject({
  better: z.enum(["lower", "higher", "equal"]),
  unit: text(200),
  stated: z.union([z.number(), range]).nullable(),
  kind: z.enum(["quality", "speed", "efficiency", "memory", "property", "equivalence"]),
  scale: z.enum(["exact", "toy", "reduced", "full"]).optional(),
  neutral: z.number().optional(),
  compares: z.enum(["difference", "ratio", "saved", "added"]).optional(),
  counts: z.number().optional(),
  tolerance: z.number().optional(),
  proxy: z.boolean(),
});

const numbers = z.record(text(200), z.number());

const resultsShape = z.strictObject({
  registration: z.strictObject({
    hash: z.string().regex(/^[0-9a-f]{64}$/, "is not 64 hexadecimal digits"),
    registered: z.strictObject({
      claims: z.record(text(120), registeredClaim),
      plan: z.strictObject({
        seeds: z.int().min(1).max(1000),
        why: text(4000),
        pilot: numbers,
        arms: z.array(text(200)).max(200),
        steps: z.union([z.number(), numbers]),
        tuning: text(4000),
        learningRates: numbers.optional(),
        untuned: z.boolean().optional(),
      }),
      // What an experiment sets is its own; that it is JSON is enough.
      settings: z.custom<Bundle["results"]["registration"]["registered"]["settings"]>(
        (value) =>
          typeof value === "object" && value !== null && Number.isInteger((value as { seeds?: unknown }).seeds),
        "has no number of seeds",
      ),
    }),
  }),
  runs: z.array(runRecordSchema).min(1).max(1000),
});

const ledgerShape = z.strictObject({
  papertape: z.literal("bundle", "is not that of a bundle"),
  format: z.literal(bundleFormat, `is one that this papertape does not know; it knows ${bundleFormat}`),
  version: text(60),
  paper: z.strictObject({
    slug: z
      .string()
      .max(120)
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    title: text(2000),
    authors: z.array(text(500)).max(10_000),
    published: text(10).nullable(),
    source: z.strictObject({ name: text(60), id: text(500), url: text(2000) }).nullable(),
    code: text(2000).nullable(),
  }),
  claims: z
    .array(
      z.strictObject({
        id: text(120),
        statement: text(4000),
        outOfReach: text(4000).nullable(),
        judgement: z.strictObject({
          verdict: z.enum(verdicts).nullable(),
          proxy: z.boolean(),
          mean: z.number().nullable(),
          interval: range.nullable(),
          seeds: z.int().min(0),
          diverged: z.int().min(0),
        }),
      }),
    )
    .max(1000),
});

/** @throws LibraryError INVALID_BUNDLE where a sum is wrong, or a file does not have its shape. */
export function parseBundle(files: BundleFiles): ReadBundle {
  checkSums(files);
  const { version, paper, claims } = parsed(ledgerShape, bundleNames.ledger, files);
  const results = parsed(resultsShape, bundleNames.results, files);
  return { version, paper, claims, results, logbook: files.get(bundleNames.logbook)! };
}

function parsed<T>(shape: z.ZodType<T>, name: BundleName, files: BundleFiles): T {
  let value: unknown;
  try {
    value = JSON.parse(files.get(name)!);
  } catch (error) {
    throw invalidBundle([`${name} is not JSON`], error);
  }
  const { success, data, error } = shape.safeParse(value);
  if (success) return data;
  throw invalidBundle(error.issues.map(({ path, message }) => `${name}: ${path.join(".") || "it"}: ${message}`));
}
