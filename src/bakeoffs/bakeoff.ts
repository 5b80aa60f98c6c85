/** A bake-off: several papers' methods on equal footing. It is made of units, each of which is done once and kept. */
import type { Device } from "#engine";
import type { Chart, Machine, PresetName } from "#lab/kit/index";
import { createLab, type Lab, type LabEvent } from "#lab/kit/lab";
import type { Report } from "./report.ts";

/** What a unit found, as plain JSON; `null` stands for a number that is not finite. */
export type Row = Readonly<Record<string, unknown>>;

export interface Unit {
  /** Unique within a preset, and an address: "train/layer-norm/2". */
  readonly key: string;
  /** In words, for progress and for the page of a run. */
  readonly title: string;
  /** Share of the whole work, in any unit. */
  readonly weight: number;
  readonly seed: number;
  /** Does the unit. Yield often: cancelling happens between two yields. */
  run(lab: Lab): AsyncGenerator<LabEvent, Row, void>;
}

export interface BakeoffPreset {
  /** Expected duration in seconds on 2 idle cores. */
  readonly seconds: { readonly node: number; readonly browser: number };
  readonly seeds: number;
}

export interface Bakeoff {
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  /** Slugs of the papers that its report has rows of. */
  readonly papers: readonly string[];
  readonly presets: Readonly<Record<PresetName, BakeoffPreset>>;
  /** What the quick preset has: "eight norms and one seed". */
  readonly quick: string;
  /** Drawn while units are done. */
  readonly charts: Readonly<Record<string, Chart>>;
  /** Downloads besides the program itself, by dataset name. */
  readonly datasets: readonly string[];
  /** Rates are not chosen yet: the quick preset runs and says so, the full one is refused. Default: they are. */
  readonly untuned?: boolean;
  /** Changes with everything that results depend on: units of other definitions are never mixed. */
  definition(preset: PresetName): string;
  units(preset: PresetName): readonly Unit[];
  /** What the units of a run say, also while some are missing. */
  report(run: Pick<BakeoffRun, "units">): Report;
}

/** A unit that is done. */
export interface UnitResult {
  readonly key: string;
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
  readonly seconds: number;
  readonly row: Row;
}

export type BakeoffState = "running" | "finished" | "cancelled" | "failed";

/** One run of a bake-off, whole or not: the permalink is /compare/[bakeoff]/runs/[id]. */
export interface BakeoffRun {
  /** UUID. */
  readonly id: string;
  readonly bakeoff: string;
  readonly preset: PresetName;
  readonly definition: string;
  readonly device: Device;
  readonly threads: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: Machine;
  /** "committed" ships with papertape. */
  readonly origin: "committed" | "cli";
  readonly state: BakeoffState;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly error: string | null;
  readonly units: readonly UnitResult[];
}

export type BakeoffEvent = LabEvent | { readonly type: "unit"; readonly unit: UnitResult };

/**
 * Does the units of a preset that are not done yet, in their order, and yields each as it is finished; progress is that
 * of the whole. Returns "cancelled" if the signal stopped it; an error of a unit is thrown as it is.
 */
export async function* executeBakeoff(
  bakeoff: Bakeoff,
  {
    preset,
    done = new Set(),
    device,
    threads,
    signal,
  }: {
    preset: PresetName;
    done?: ReadonlySet<string>;
    device: Device;
    threads: number;
    signal?: AbortSignal;
  },
): AsyncGenerator<BakeoffEvent, "finished" | "cancelled", void> {
  const units = bakeoff.units(preset);
  const all = units.reduce((sum, { weight }) => sum + weight, 0);
  let before = 0;
  for (const { key, title, weight, seed, run } of units) {
    const share = (fraction: number) => (before + fraction * weight) / all;
    if (!done.has(key)) {
      const startedAt = performance.now();
      const work = run(createLab(seed, device, threads));
      for (;;) {
        if (signal?.aborted) {
          await work.return({});
          return "cancelled";
        }
        const { done: ended, value } = await work.next();
        if (ended) {
          const seconds = (performance.now() - startedAt) / 1000;
          yield { type: "unit", unit: { key, finishedAt: new Date().toISOString(), seconds, row: value } };
          break;
        }
        yield value.type === "progress"
          ? { ...value, fraction: share(value.fraction), text: `${title}: ${value.text}` }
          : value;
      }
    }
    before += weight;
  }
  return "finished";
}

/** Why a preset is not to be run, in words; null: it may be. */
export const refusalOf = ({ slug, untuned }: Pick<Bakeoff, "slug" | "untuned">, preset: PresetName): string | null =>
  untuned && preset === "full"
    ? `the arms of ${slug} are not tuned yet, so the full preset would compare nothing; run src/bakeoffs/${slug}/tuning.ts with npx tsx first`
    : null;

/** A short name for a value's content (FNV-1a of its JSON), the same in Node and in a browser. */
export function fingerprint(value: unknown): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(JSON.stringify(value)))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}
