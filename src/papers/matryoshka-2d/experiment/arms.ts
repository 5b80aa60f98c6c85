/** What is compared: encoders that differ in nothing but the exits at which a step has its loss. */
import { random } from "#engine";
import { drawExit, objectiveOf, type Exit, type Objective } from "../method.ts";
import { allExits, extent, full, sizes } from "./sizes.ts";

export interface Arm {
  /** What a step minimizes: a function of seed and step alone. */
  readonly objective: (seed: number, step: number) => Objective;
  /** Where it is meant to be used: there its rate is chosen. */
  readonly exits: readonly Exit[];
  /** Layers that it has. Default: all. */
  readonly depth?: number;
}

/** The same exits at every step, with weight 1. */
const fixed = (exits: readonly Exit[], depth?: number): Arm => ({
  objective: () => ({
    exits: exits.map((exit) => ({ ...exit, weight: 1 })),
    alignment: { layer: depth ?? extent.depth, weight: 0 },
  }),
  ...{ exits, depth },
});

const drawn = (change: (objective: Objective) => Objective, weights: "v1" | "v2" = "v1"): Arm => ({
  objective: (seed, step) =>
    change(objectiveOf(drawExit(random(seed).stream(`exit of step ${step}`), extent), extent, { weights })),
  exits: allExits,
});

export const arms = {
  plain: fixed([full]),
  "1-D": fixed(sizes.map((size) => ({ layer: extent.depth, size }))),
  "2-D": drawn((objective) => objective),
  "2-D, second weights": drawn((objective) => objective, "v2"),
  "2-D, no alignment": drawn(({ exits, alignment }) => ({ exits, alignment: { ...alignment, weight: 0 } })),
  "fixed pairs": fixed(sizes.map((size, at) => ({ layer: at + 1, size }))),
  "one layer, size 8": fixed([{ layer: 1, size: 8 }], 1),
  "two layers, size 16": fixed([{ layer: 2, size: 16 }], 2),
} as const satisfies Record<string, Arm>;

export type ArmName = keyof typeof arms;
export const armNames = Object.keys(arms) as ArmName[];

/** Those that were trained for one setting alone: what an elastic model would have to reach there. */
export const separate = ["one layer, size 8", "two layers, size 16"] as const satisfies readonly ArmName[];
/** Those that have all layers, and can be left anywhere. */
export const wholeArms = armNames.filter((name) => !(separate as readonly string[]).includes(name));
export const depthOf = (name: ArmName): number => (arms[name] as Arm).depth ?? extent.depth;

/** Exits of a step at most: all arms share a program for each depth. */
export const exitsOfAStep = 4;
