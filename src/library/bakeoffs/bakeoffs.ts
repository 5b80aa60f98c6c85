/**
 * Runs of bake-offs: opened, fed unit by unit, ended. A run that was cancelled or killed is gone on with by whoever
 * begins one of the same definition; what it has done is kept. The runs that ship with papertape are read from its files.
 */
import { and, asc, desc, eq, ne, sql } from "drizzle-orm";
import type { BakeoffRun, UnitResult } from "#bakeoffs/bakeoff";
import { bakeoffSlugs, committedBakeoffRuns, loadBakeoff } from "#bakeoffs/registry";
import { LibraryError } from "../errors.ts";
import { isUuid } from "../runs/id.ts";
import { bakeoffRuns, bakeoffUnits } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { endSchema, parseBakeoff, startSchema, unitSchema } from "./schema.ts";

/** A run without what its units found. */
export interface BakeoffRunSummary extends Omit<BakeoffRun, "units"> {
  readonly done: number;
  /** Units of the preset as it is defined now; of another definition, those it has done. */
  readonly units: number;
}

export type BakeoffStart = Pick<
  BakeoffRun,
  "id" | "bakeoff" | "preset" | "definition" | "device" | "threads" | "versions" | "machine" | "startedAt"
>;

export interface BakeoffEnd {
  readonly state: "finished" | "cancelled" | "failed";
  readonly finishedAt: string;
  readonly error: string | null;
}

/** Every method may throw a LibraryError: INVALID_RUN with every reason, NO_SUCH_RUN. */
export interface Bakeoffs {
  /** Shipped ones first, then newest start first; at most 100. */
  runs(bakeoff: string): Promise<BakeoffRunSummary[]>;
  /** null: there is no such run. */
  run(id: string): Promise<BakeoffRun | null>;
  /**
   * Opens a run, or the newest one of the same definition, preset, threads, versions and machine that has not finished,
   * unless `anew`. Returns it with what it has done.
   */
  begin(start: BakeoffStart, options?: { readonly anew?: boolean }): Promise<BakeoffRun>;
  /** Adds a unit; adding one again changes nothing. */
  addUnit(id: string, unit: UnitResult): Promise<void>;
  /** Ends a run for now: a cancelled or failed one can be begun again. */
  finish(id: string, end: BakeoffEnd): Promise<void>;
}

export function createBakeoffs(db: Db): Bakeoffs {
  const stored = async (id: string): Promise<BakeoffRun | null> => {
    if (!isUuid(id)) return null;
    const [run] = await db.select().from(bakeoffRuns).where(eq(bakeoffRuns.id, id));
    if (!run) return null;
    const units = await db
      .select({
        key: bakeoffUnits.key,
        finishedAt: bakeoffUnits.finishedAt,
        seconds: bakeoffUnits.seconds,
        row: bakeoffUnits.row,
      })
      .from(bakeoffUnits)
      .where(eq(bakeoffUnits.runId, id))
      .orderBy(asc(bakeoffUnits.finishedAt), asc(bakeoffUnits.key));
    return {
      ...headOf(run),
      units: units.map((unit) => ({ ...unit, finishedAt: unit.finishedAt.toISOString() })),
    };
  };
  const touch = async (id: string, change: Partial<typeof bakeoffRuns.$inferInsert>) => {
    const changed = isUuid(id)
      ? await db.update(bakeoffRuns).set(change).where(eq(bakeoffRuns.id, id)).returning({ id: bakeoffRuns.id })
      : [];
    if (changed.length === 0) throw new LibraryError("NO_SUCH_RUN", `no such run of a bake-off: ${id.slice(0, 80)}`);
  };
  return {
    async runs(bakeoff) {
      const units = await unitCounter(bakeoff);
      const done = db
        .select({ runId: bakeoffUnits.runId, count: sql<number>`count(*)::int`.as("count") })
        .from(bakeoffUnits)
        .groupBy(bakeoffUnits.runId)
        .as("done");
      const rows = await db
        .select({ run: bakeoffRuns, done: sql<number>`coalesce(${done.count}, 0)::int` })
        .from(bakeoffRuns)
        .leftJoin(done, eq(done.runId, bakeoffRuns.id))
        .where(eq(bakeoffRuns.bakeoff, bakeoff))
        .orderBy(desc(bakeoffRuns.startedAt), asc(bakeoffRuns.id))
        .limit(100);
      const shipped = (await committedBakeoffRuns(bakeoff)).map(({ units, ...run }) => ({ run, done: units.length }));
      return [...shipped, ...rows.map(({ run, done }) => ({ run: headOf(run), done }))].map(({ run, done }) => ({
        ...run,
        done,
        units: units(run) ?? done,
      }));
    },
    async run(id) {
      return (await stored(id)) ?? (await committed(id));
    },
    async begin(value, { anew = false } = {}) {
      const start = parseBakeoff(startSchema, value);
      const [open] = anew
        ? []
        : await db
            .select({ id: bakeoffRuns.id })
            .from(bakeoffRuns)
            .where(
              and(
                eq(bakeoffRuns.bakeoff, start.bakeoff),
                eq(bakeoffRuns.preset, start.preset),
                eq(bakeoffRuns.definition, start.definition),
                eq(bakeoffRuns.threads, start.threads),
                // Units of one run must be comparable: times of another machine or version are not.
                sql`${bakeoffRuns.machine}::text = ${JSON.stringify(start.machine)}`,
                sql`${bakeoffRuns.versions}::text = ${JSON.stringify(start.versions)}`,
                ne(bakeoffRuns.state, "finished"),
              ),
            )
            .orderBy(desc(bakeoffRuns.startedAt))
            .limit(1);
      const id = open?.id ?? start.id;
      if (open) await touch(id, { state: "running", finishedAt: null, error: null });
      else await db.insert(bakeoffRuns).values({ ...start, state: "running", startedAt: new Date(start.startedAt) });
      return (await stored(id))!;
    },
    async addUnit(id, value) {
      const unit = parseBakeoff(unitSchema, value);
      await touch(id, { state: "running" });
      await db
        .insert(bakeoffUnits)
        .values({ ...unit, runId: id, finishedAt: new Date(unit.finishedAt) })
        .onConflictDoNothing();
    },
    async finish(id, value) {
      const { state, finishedAt, error } = parseBakeoff(endSchema, value);
      await touch(id, { state, finishedAt: new Date(finishedAt), error });
    },
  };
}

function headOf(run: typeof bakeoffRuns.$inferSelect): Omit<BakeoffRun, "units"> {
  const { startedAt, finishedAt, ...rest } = run;
  return {
    ...rest,
    origin: "cli",
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}

async function committed(id: string): Promise<BakeoffRun | null> {
  for (const slug of bakeoffSlugs) for (const run of await committedBakeoffRuns(slug)) if (run.id === id) return run;
  return null;
}

/** How many units a run has when it is whole; null for one of another definition. */
async function unitCounter(slug: string): Promise<(run: Pick<BakeoffRun, "preset" | "definition">) => number | null> {
  const bakeoff = await loadBakeoff(slug);
  return ({ preset, definition }) => (bakeoff?.definition(preset) === definition ? bakeoff.units(preset).length : null);
}
