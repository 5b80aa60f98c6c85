/** The bake-offs there are, and the runs that ship with them; loaded only when asked for. */
import type { Bakeoff, BakeoffRun } from "./bakeoff.ts";

interface Parts {
  readonly bakeoff: () => Promise<{ default: Bakeoff }>;
  /** Written by `papertape bakeoff <slug> --preset full --record`. */
  readonly results: () => Promise<{ default: { runs: unknown } }>;
}

const parts: Readonly<Record<string, Parts>> = {
  normalization: {
    bakeoff: () => import("./normalization/bakeoff.ts"),
    results: () => import("./normalization/results.json"),
  },
  optimizers: {
    bakeoff: () => import("./optimizers/bakeoff.ts"),
    results: () => import("./optimizers/results.json"),
  },
  attention: {
    bakeoff: () => import("./attention/bakeoff.ts"),
    results: () => import("./attention/results.json"),
  },
  depth: {
    bakeoff: () => import("./depth/bakeoff.ts"),
    results: () => import("./depth/results.json"),
  },
};

const partsOf = (slug: string): Parts | undefined => (Object.hasOwn(parts, slug) ? parts[slug] : undefined);

export const bakeoffSlugs: readonly string[] = Object.keys(parts);

/** null: there is none of this name. */
export async function loadBakeoff(slug: string): Promise<Bakeoff | null> {
  return (await partsOf(slug)?.bakeoff())?.default ?? null;
}

/** The runs that ship with a bake-off, whole and finished; empty if there are none. */
export async function committedBakeoffRuns(slug: string): Promise<readonly BakeoffRun[]> {
  return ((await partsOf(slug)?.results())?.default.runs ?? []) as readonly BakeoffRun[];
}
