/** The papers that have something to touch: those with an explore.ts, each loaded only when it is asked for. */
import type { Explore } from "#lab/kit/index";

const files = import.meta.glob<Explore>("/src/papers/*/explore.ts", { import: "default" });

/** What can be touched of a paper; null where there is nothing. */
export async function loadExplore(slug: string): Promise<Explore | null> {
  const path = `/src/papers/${slug}/explore.ts`;
  return Object.hasOwn(files, path) ? await files[path]() : null;
}
