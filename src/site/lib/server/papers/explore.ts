/** The picture of what can be touched, computed on the server for the inputs in the address: it is there before any script is. */
import { readInputs, viewAt, type Explore, type ExploreInput, type RawValues } from "#lab/kit/index";
import { linesOf, type Line } from "#library/runs/lines";
import { loadExplore } from "$lib/explore/files";

export interface Exploration {
  readonly intro: string;
  readonly inputs: Readonly<Record<string, ExploreInput>>;
  readonly charts: Explore["charts"];
  /** As the address has them, or the defaults. */
  readonly values: RawValues;
  /** What in the address does not fit, a sentence each. */
  readonly problems: readonly string[];
  readonly lines: Readonly<Record<string, readonly Line[]>>;
  readonly statement: string;
}

/** Pictures by paper and values, in the order in which they were asked for last. */
const kept = new Map<string, Promise<Pick<Exploration, "lines" | "statement">>>();
const most = 100;

/** One at a time: visitors may ask for many, and the server has other work. */
let last: Promise<unknown> = Promise.resolve();

/** What can be touched of a paper, at the values in the address; null where there is nothing. */
export async function explorationAt(slug: string, address: URLSearchParams): Promise<Exploration | null> {
  const explore = await loadExplore(slug);
  if (explore === null) return null;
  const { intro, inputs, charts } = explore;
  const { values, problems } = readInputs(inputs, address);
  const picture = await pictureOf(explore, values).catch((error: unknown) => ({
    lines: {},
    // The rest of the page does not depend on it, and a script may still compute it where the reader is.
    statement: `The server could not compute this picture: ${error instanceof Error ? error.message : String(error)}`,
  }));
  return { intro, inputs, charts, values, problems, ...picture };
}

function pictureOf(explore: Explore, values: RawValues): Promise<Pick<Exploration, "lines" | "statement">> {
  const key = JSON.stringify([explore.paper.slug, values]);
  const found = kept.get(key);
  kept.delete(key);
  const picture = found ?? compute(explore, values);
  kept.set(key, picture);
  // What failed once may work later.
  picture.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
  return picture;
}

async function compute(explore: Explore, values: RawValues): Promise<Pick<Exploration, "lines" | "statement">> {
  const turn = last.then(() => viewAt(explore, values));
  last = turn.catch(() => undefined);
  const { points, statement } = await turn;
  return { lines: linesOf(points), statement };
}
