/** How large the outputs of every linear map are on a task: whether other tasks make other features large. */
import { input, type Parameters, type Scope, type Tensor } from "#engine";
import type { Exchange } from "#lab/datasets/answers";
import type { Lab } from "#lab/kit/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { mean, pearson } from "#lab/measure/statistics";
import { keptCount, magnitudes } from "../method.ts";
import { tokens } from "./corpus.ts";
import { families, type NetworkSize } from "./networks.ts";
import type { Task } from "./tasks.ts";

/** Of one map: sum |h| of every output feature, divided by their sum. */
export type Profile = readonly number[];
/** By the map's name. */
export type Profiles = ReadonlyMap<string, Profile>;

const rows = 32;

/** Which positions are added up: those with text, or all, as the method has it, where padding adds the same to every task. */
export type Positions = "text" | "all";

/** Looks at the plain decoder. */
export async function openProfiler({ device, threads }: Pick<Lab, "device" | "threads">, size: NetworkSize) {
  const found: Record<string, Tensor> = {};
  const nameOf = (map: string, positions: Positions) => `${map} (${positions})`;
  const mapNames: string[] = [];
  const watch = (at: Scope, h: Tensor) => {
    const isText = input("tokens", h.shape.slice(0, 2), "int32").equal(tokens.padding).not();
    mapNames.push(at.path);
    found[nameOf(at.path, "text")] = magnitudes(h.mul(isText.cast(h.dtype).unsqueeze(-1)));
    found[nameOf(at.path, "all")] = magnitudes(h);
  };
  const { loss } = families.decoder.open(size, { batch: rows, mode: "inference", maps: { watch } });
  const evaluator = await openEvaluator({ ...found, loss }, { device, threads, name: "profiles" });
  return {
    async of(weights: Parameters, exchanges: readonly Exchange[]): Promise<Record<Positions, Profiles>> {
      const sums = new Map<string, number[]>();
      for (let from = 0; from + rows <= exchanges.length; from += rows) {
        const values = await evaluator.run(weights, families.decoder.feeds(exchanges.slice(from, from + rows)));
        for (const name of Object.keys(found)) {
          const own = Array.from(values[name].data, Number);
          sums.set(name, sums.get(name)?.map((sum, at) => sum + own[at]) ?? own);
        }
      }
      const over = (positions: Positions): Profiles =>
        new Map(mapNames.map((map) => [map, normalized(sums.get(nameOf(map, positions))!)]));
      return { text: over("text"), all: over("all") };
    },
    release: () => evaluator.release(),
  };
}

function normalized(values: readonly number[]): number[] {
  const sum = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / sum);
}

/** Features that MIGU would let learn. */
export function chosen(profile: Profile): Set<number> {
  const order = profile.map((_, at) => at).sort((a, b) => profile[b] - profile[a]);
  return new Set(order.slice(0, keptCount(profile.length)));
}

/** Intersection over union. */
export function overlap(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const both = [...a].filter((feature) => b.has(feature)).length;
  return both / (a.size + b.size - both);
}

export interface LayerOverlap {
  readonly name: string;
  /** Mean overlap of the chosen features between halves of one task, and between halves of two. */
  readonly within: number;
  readonly between: number;
  /** Mean correlation of profiles between two tasks. */
  readonly correlation: number;
}

/** `halves`: two profiles for each task, of different examples. */
export function overlaps(halves: readonly (readonly [Profiles, Profiles])[]): LayerOverlap[] {
  const names = [...halves[0][0].keys()];
  const pairs = halves.flatMap((_, a) => halves.flatMap((_, b) => (a === b ? [] : [[a, b] as const])));
  return names.map((name) => {
    const sets = halves.map(([first, second]) => [chosen(first.get(name)!), chosen(second.get(name)!)] as const);
    return {
      name,
      within: mean(sets.map(([first, second]) => overlap(first, second))),
      between: mean(pairs.map(([a, b]) => overlap(sets[a][0], sets[b][1]))),
      correlation: mean(pairs.map(([a, b]) => pearson(halves[a][0].get(name)!, halves[b][1].get(name)!))),
    };
  });
}

/** Two profiles of each task, of the first examples that it is learned from. */
export const halvesOf = (task: Task, looked: number): readonly [readonly Exchange[], readonly Exchange[]] => {
  const half = Math.floor(looked / 2);
  return [task.exchanges.train.slice(0, half), task.exchanges.train.slice(half, 2 * half)];
};
