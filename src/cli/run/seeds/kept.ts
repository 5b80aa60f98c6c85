/**
 * Seeds that are done, one file each: `<data>/full/<slug>/<plan>/<seed>.json`. A file appears whole or not at all, so a run
 * that is killed loses the seeds that it was at and no other.
 */
import type { Measurement, Point, Registration, RunRecord } from "#lab/kit/index";
import { existsSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What seeds must have in common to be one run. */
export interface Conditions extends Pick<RunRecord, "device" | "threads" | "versions" | "machine"> {
  /** Hash of the registration; null where the experiment has no plan. */
  readonly registration: string | null;
  /** See `sourceHash`. */
  readonly source: string;
}

/** A seed's work, whole. */
export interface DoneSeed {
  readonly seed: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly points: readonly Point[];
  readonly measurements: readonly Measurement[];
  readonly notes: readonly string[];
}

type KeptSeed = DoneSeed & { readonly conditions: Conditions };

export class KeptSeeds {
  readonly #paperFolder: string;
  readonly #folder: string;
  readonly #conditions: Conditions;

  constructor(dataDir: string, slug: string, conditions: Conditions) {
    this.#paperFolder = folderOf(dataDir, slug);
    this.#folder = join(this.#paperFolder, conditions.registration?.slice(0, 16) ?? "unplanned");
    this.#conditions = conditions;
  }

  /**
   * The seeds that are done, of those asked for. Those of other code, versions or another machine are left out and named; a file
   * that cannot be read is put aside, never overwritten.
   */
  async read(seeds: readonly number[]): Promise<{ kept: DoneSeed[]; remarks: string[] }> {
    const kept: DoneSeed[] = [];
    const remarks: string[] = [];
    for (const seed of seeds) {
      const path = this.#pathOf(seed);
      const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      });
      if (text === null) continue;
      const found = parse(text, seed);
      if (found === null) {
        await rename(path, `${path}.unreadable`);
        remarks.push(`seed ${seed} cannot be read and is computed again; its file is now ${path}.unreadable`);
        continue;
      }
      const changed = differences(found.conditions, this.#conditions);
      if (changed.length === 0) kept.push(found);
      else remarks.push(`seed ${seed} is computed again: ${changed.join(" and ")} changed since it was`);
    }
    return { kept, remarks };
  }

  /** Keeps a seed that is done. */
  keep(seed: DoneSeed): Promise<void> {
    const whole: KeptSeed = { conditions: this.#conditions, ...seed };
    return writeDurably(this.#pathOf(seed.seed), whole);
  }

  /** Forgets every seed of the paper, whatever plan it belongs to. */
  async forget(): Promise<void> {
    const names = await readdir(this.#paperFolder).catch(() => []);
    // The lock stays with whoever holds it.
    for (const name of names)
      if (name !== "lock") await rm(join(this.#paperFolder, name), { recursive: true, force: true });
  }

  #pathOf(seed: number): string {
    return join(this.#folder, `${seed}.json`);
  }
}

export const folderOf = (dataDir: string, slug: string): string => join(dataDir, "full", slug);

/** What was registered when a recording of the paper began that has not ended; null: there is none. */
export async function begunRecording(dataDir: string, slug: string): Promise<Registration | null> {
  const path = markOf(dataDir, slug);
  return existsSync(path) ? (JSON.parse(await readFile(path, "utf8")) as Registration) : null;
}

/** Notes what is registered as a recording begins. */
export const beginRecording = (dataDir: string, slug: string, registration: Registration): Promise<void> =>
  writeDurably(markOf(dataDir, slug), registration);

/** On the disk before its name appears. */
async function writeDurably(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  try {
    const file = await open(draft, "w");
    try {
      await file.writeFile(`${JSON.stringify(value)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

const markOf = (dataDir: string, slug: string): string => join(folderOf(dataDir, slug), "recording.json");

/** null: it is not a seed that was kept. */
function parse(text: string, seed: number): KeptSeed | null {
  try {
    const value = JSON.parse(text) as KeptSeed;
    const lists = [value.points, value.measurements, value.notes];
    const whole = value.seed === seed && lists.every(Array.isArray) && typeof value.conditions.source === "string";
    return whole ? value : null;
  } catch {
    return null;
  }
}

/** In words, for whoever wonders why a seed is computed again. */
function differences(found: Conditions, wanted: Conditions): string[] {
  const words: readonly (readonly [keyof Conditions, string])[] = [
    ["registration", "the plan"],
    ["source", "its code"],
    ["versions", "a version"],
    ["machine", "the machine"],
    ["threads", "the number of threads"],
    ["device", "the device"],
  ];
  return words
    .filter(([field]) => JSON.stringify(found[field]) !== JSON.stringify(wanted[field]))
    .map(([, word]) => word);
}
