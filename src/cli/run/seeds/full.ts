/** A run seed by seed: what is kept is not computed again, the rest runs side by side and is kept as it is done. */
import type { LabEvent, Measurement, Point } from "#lab/kit/index";
import type { DoneSeed } from "./kept.ts";
import { runSeeds, type PoolOptions } from "./pool.ts";

export interface FullOptions extends PoolOptions {
  /** Of the whole run; `kept` are done already. */
  readonly seeds: readonly number[];
  readonly kept: readonly DoneSeed[];
  /** A seed counts as done when this has kept it. */
  readonly keep: (seed: DoneSeed) => Promise<void>;
}

/** What a run sees, and each seed as it is kept. */
export type FullEvent = LabEvent | { readonly type: "seed"; readonly seed: DoneSeed; readonly done: number };

/** A curve of each of so many seeds is enough to look at; verdicts stand on measurements, which are all kept. */
export const seedsWithPoints = 3;

interface Seen {
  readonly points: Point[];
  readonly measurements: Measurement[];
  readonly notes: string[];
}

/**
 * Progress is that of the whole. Events of kept seeds are not repeated; `seenBefore` gives them.
 * @throws Failure naming the seed that failed; the seeds that were done before are kept.
 */
export async function* executeFull({
  seeds,
  kept,
  keep,
  ...pool
}: FullOptions): AsyncGenerator<FullEvent, "finished" | "cancelled", void> {
  const drawn = new Set(seeds.slice(0, seedsWithPoints));
  const before = new Set(kept.map(({ seed }) => seed));
  const missing = seeds.filter((seed) => !before.has(seed));
  const fractions = new Map<number, number>(kept.map(({ seed }) => [seed, 1]));
  const seen = new Map<number, Seen>(missing.map((seed) => [seed, { points: [], measurements: [], notes: [] }]));
  const whole = () => [...fractions.values()].reduce((sum, fraction) => sum + fraction, 0) / seeds.length;
  let done = kept.length;

  const events = runSeeds({ ...pool, seeds: missing });
  try {
    for (;;) {
      const { done: ended, value } = await events.next();
      if (ended) return value;
      const { seed } = value;
      const found = seen.get(seed)!;
      if ("done" in value) {
        fractions.set(seed, 1);
        const whole = { seed, ...value.done, ...found };
        await keep(whole);
        yield { type: "seed", seed: whole, done: ++done };
        continue;
      }
      const { event } = value;
      if (event.type === "progress") {
        fractions.set(seed, event.fraction);
        const text = seeds.length === 1 ? event.text : `${done} of ${seeds.length} seeds, seed ${seed}: ${event.text}`;
        yield { ...event, fraction: whole(), text };
        continue;
      }
      if (event.type === "point") {
        if (!drawn.has(seed)) continue;
        const { type: _, ...point } = event;
        found.points.push(point);
      } else if (event.type === "measure") {
        const { type: _, ...measurement } = event;
        found.measurements.push(measurement);
      } else found.notes.push(event.text);
      yield event;
    }
  } finally {
    await events.return("cancelled");
  }
}

/** The events of seeds that are done, as if they were seen now. */
export const seenBefore = (kept: readonly DoneSeed[]): LabEvent[] =>
  kept.flatMap(({ seed, points, measurements, notes }): LabEvent[] => [
    ...points.map((point) => ({ type: "point" as const, ...point })),
    ...measurements.map((measurement) => ({ type: "measure" as const, ...measurement })),
    ...notes.map((text) => ({ type: "note" as const, text, seed })),
  ]);
