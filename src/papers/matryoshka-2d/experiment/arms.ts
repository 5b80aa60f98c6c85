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
  /** Whose rate an arm takes that differs from it in a weight alone. Default: its own. */
  readonly tunedAs?: string;
  /** It keeps its first weights, whatever the rate. */
  readonly untrained?: boolean;
}

/** The same exits at every step, with weight 1. */
const fixed = (exits: readonly Exit[], depth?: number): Arm => ({
  objective: () => ({
    exits: exits.map((exit) => ({ ...exit, weight: 1 })),
    alignment: { layer: depth ?? extent.depth, weight: 0 },
  }),
  ...{ exits, depth },
});

const elastic: Arm = {
  objective: (seed, step) => objectiveOf(drawExit(random(seed).stream(`exit of step ${step}`), extent), extent),
  exits: allExits,
};
const withoutAlignment = ({ exits, alignment }: Objective): Objective => ({
  ...{ exits, alignment: { ...alignment, weight: 0 } },
});

export const arms = {
  plain: fixed([full]),
  "1-D": fixed(sizes.map((size) => ({ layer: extent.depth, size }))),
  "2-D": elastic,
  "2-D, no alignment": {
    ...elastic,
    objective: (seed, step) => withoutAlignment(elastic.objective(seed, step)),
    tunedAs: "2-D",
  },
  "fixed pairs": fixed(sizes.map((size, at) => ({ layer: at + 1, size }))),
  untrained: { ...fixed([full]), tunedAs: "plain", untrained: true },
  "one layer, size 8": fixed([{ layer: 1, size: 8 }], 1),
  "two layers, size 16": fixed([{ layer: 2, size: 16 }], 2),
} as const satisfies Record<string, Arm>;

export type ArmName = keyof typeof arms;
export const armNames = Object.keys(arms) as ArmName[];

/** Those that are trained for their one exit alone: what an elastic model would have to reach there. */
export const separate = ["one layer, size 8", "two layers, size 16"] as const satisfies readonly ArmName[];
/** Those that the claims need. */
export const neededArms: readonly ArmName[] = ["plain", "1-D", "2-D", "2-D, no alignment", ...separate];
/** Those that have all layers, and can be left anywhere. */
export const wholeArms = armNames.filter((name) => !(separate as readonly string[]).includes(name));
const armOf = (name: ArmName): Arm => arms[name];
export const depthOf = (name: ArmName): number => armOf(name).depth ?? extent.depth;
/** Whose rate an arm takes. */
export const tunedAs = (name: ArmName): string => armOf(name).tunedAs ?? name;
/** Those with a rate of their own. */
export const tunedArms = armNames.filter((name) => tunedAs(name) === name);

/** Exits of a step at most: all arms share a program for each depth. */
export const exitsOfAStep = 4;
