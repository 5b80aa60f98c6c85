/** What is read from a pre-trained encoder, and how well it finds: raw vectors, and such under maps that are made in closed form from pairs. */
import { input, Scope, type Parameters, type Tensor } from "#engine";
import { openEvaluator } from "#lab/measure/evaluator";
import { mapped, pairMap, type PairMap } from "#lab/measure/pair-map";
import { openRanker, reciprocalRank } from "#lab/measure/retrieval";
import { encoder, pool } from "#lab/training/encoder/index";
import { tokenRows, type Text } from "../draws.ts";
import type { Data, Pairs, Search } from "./data.ts";
import type { RetroLab } from "./settings.ts";
import { length, modelOf, width } from "./sizes.ts";
import { codes } from "./world.ts";

type Resources = Pick<RetroLab, "device" | "threads">;

const atOnce = 50;

/** The vector of CLS and the mean over the other tokens, [batch, width] each, of tokens int32 [batch, length]. */
export function textVectors(at: Scope, tokens: Tensor) {
  const { layers, real } = encoder(at, tokens, modelOf());
  return { cls: pool(layers.at(-1)!, real, "first"), others: pool(layers.at(-1)!, real, "rest") };
}

export interface TextReader<Name extends string> {
  /** Row after row, [texts, width] each. */
  read(parameters: Parameters, texts: readonly Text[]): Promise<Record<Name, Float32Array>>;
  release(): Promise<void>;
}

/** Compiles outputs [batch, width] of tokens, to be read for any number of texts. Release it when done. */
export async function openReader<Name extends string>(
  build: (at: Scope, tokens: Tensor) => Record<Name, Tensor>,
  { device, threads }: Resources,
): Promise<TextReader<Name>> {
  const outputs = build(new Scope({ mode: "inference" }), input("tokens", [atOnce, length], "int32"));
  const names = Object.keys(outputs) as Name[];
  const evaluator = await openEvaluator(outputs, { device, threads, name: "reader" });
  return {
    async read(parameters, texts) {
      const found = names.map((name) => [name, new Float32Array(texts.length * outputs[name].shape[1])] as const);
      for (let from = 0; from < texts.length; from += atOnce) {
        const some = texts.slice(from, from + atOnce);
        const tokens = new Int32Array(atOnce * length);
        tokens.set(tokenRows(some, codes, length));
        const values = await evaluator.run(parameters, { tokens });
        for (const [name, all] of found) {
          const size = outputs[name].shape[1];
          all.set((values[name].data as Float32Array).subarray(0, some.length * size), from * size);
        }
      }
      return Object.fromEntries(found) as Record<Name, Float32Array>;
    },
    release: () => evaluator.release(),
  };
}

/** What of a text is compared: all have the same size. */
export const views = ["CLS", "other tokens", "joined"] as const;
export type View = (typeof views)[number];

/** MRR@10 by view; "raw" is without a map, of CLS and of the other tokens. */
export type Scores = Readonly<Record<View, number>> & { readonly raw: Readonly<Record<"cls" | "others", number>> };

export interface Searches {
  readonly home: Scores;
  readonly otherDomain: Scores;
}

/** Of an arm whose training diverged: no measurement comes of it. */
const lost: Scores = { CLS: NaN, "other tokens": NaN, joined: NaN, raw: { cls: NaN, others: NaN } };
export const diverged: Searches = { home: lost, otherDomain: lost };

type Parts = Record<"cls" | "others", Float32Array>;

/** c and o one after the other: rows of both [texts, half] each. */
function interleavedRows(cls: Float32Array, others: Float32Array): Float32Array {
  const joined = new Float32Array(2 * cls.length);
  for (const [at, value] of cls.entries()) [joined[2 * at], joined[2 * at + 1]] = [value, others[at]];
  return joined;
}

/** The vectors of a view, [texts, width] each. */
export function viewsOf({ cls, others }: Parts, maps: Record<"cls" | "others", PairMap>): Record<View, Float32Array> {
  const half = ({ middle, rows }: PairMap): PairMap => ({ middle, rows: rows.slice(0, width / 2) });
  return {
    CLS: mapped(cls, maps.cls),
    "other tokens": mapped(others, maps.others),
    joined: interleavedRows(mapped(cls, half(maps.cls)), mapped(others, half(maps.others))),
  };
}

export interface Examiner {
  /** Vectors as they are after pre-training: only the maps know pairs. Yields the share that is done. */
  frozen(parameters: Parameters): AsyncGenerator<number, Searches, void>;
  release(): Promise<void>;
}

export async function openExaminer(resources: Resources, data: Data): Promise<Examiner> {
  const reader = await openReader(textVectors, resources);
  const search = openSearch(resources);
  return {
    async *frozen(parameters) {
      const maps = await mapsOf(reader, data.fit, parameters);
      yield 1 / 3;
      const scoresOf = async (asked: Search): Promise<Scores> => {
        const [queries, candidates] = [
          await reader.read(parameters, asked.queries),
          await reader.read(parameters, asked.candidates),
        ];
        const [left, right] = [viewsOf(queries, maps), viewsOf(candidates, maps)];
        const view = (name: View) => search.score(left[name], right[name], asked);
        const raw = (part: "cls" | "others") => search.score(queries[part], candidates[part], asked);
        return {
          ...{ CLS: await view("CLS"), "other tokens": await view("other tokens"), joined: await view("joined") },
          raw: { cls: await raw("cls"), others: await raw("others") },
        };
      };
      const home = await scoresOf(data.test);
      yield 2 / 3;
      return { home, otherDomain: await scoresOf(data.otherDomain) };
    },
    async release() {
      await reader.release();
      await search.release();
    },
  };
}

/** Maps from pairs. */
export async function mapsOf(
  reader: TextReader<"cls" | "others">,
  { queries, passages }: Pairs,
  parameters: Parameters,
): Promise<Record<"cls" | "others", PairMap>> {
  const [left, right] = [await reader.read(parameters, queries), await reader.read(parameters, passages)];
  const map = (part: "cls" | "others") => pairMap(left[part], right[part], { width });
  return { cls: map("cls"), others: map("others") };
}

/** MRR@10 of searches; a ranker is compiled for each number of candidates when it is first asked for. */
export function openSearch({ device, threads }: Resources) {
  const rankers = new Map<number, ReturnType<typeof openRanker>>();
  return {
    async score(
      queries: Float32Array,
      candidates: Float32Array,
      { answers }: Pick<Search, "answers">,
    ): Promise<number> {
      const count = candidates.length / width;
      const ranker = rankers.get(count) ?? openRanker({ candidates: count, width }, { device, threads });
      rankers.set(count, ranker);
      return reciprocalRank(await (await ranker).rank(queries, candidates, answers), 10);
    },
    async release() {
      for (const ranker of rankers.values()) await (await ranker).release();
    },
  };
}
