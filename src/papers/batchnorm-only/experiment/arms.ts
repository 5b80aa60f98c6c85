/** The nets that are compared: what of each is trained, how deep and wide it is, what its gains start from. */
import { gainStarts, trainedParts, type PartlyTrained } from "../method.ts";
import type { Depth } from "./settings.ts";

/** Channels of the first stage. */
export const width = 8;

interface Arm {
  readonly parts: keyof typeof trainedParts;
  readonly depth: Depth;
  /** Default: U(0, 1), as in the paper. */
  readonly gain?: keyof typeof gainStarts;
  /** Times as wide. Default 1. */
  readonly wider?: number;
}

export const arms = {
  "BatchNorm only, shallow": { parts: "BatchNorm only", depth: "shallow" },
  "BatchNorm only": { parts: "BatchNorm only", depth: "middle" },
  "BatchNorm only, deep": { parts: "BatchNorm only", depth: "deep" },
  // A few more gains and biases than the deep one.
  "BatchNorm only, wide": { parts: "BatchNorm only", depth: "middle", wider: 2 },
  "random weights": { parts: "random weights", depth: "middle" },
  // Whether random weights lose because random gains stay as they are.
  "random weights, gains of 1": { parts: "random weights", depth: "middle", gain: "1" },
  "output only": { parts: "output only", depth: "middle" },
  "BatchNorm and output": { parts: "BatchNorm and output", depth: "middle" },
  "all weights": { parts: "all weights", depth: "middle" },
  // Both begin as the same net.
  "all weights, shallow, gains from 1": { parts: "all weights", depth: "shallow", gain: "1" },
  "all but BatchNorm, shallow, gains of 1": { parts: "all but BatchNorm", depth: "shallow", gain: "1" },
  "BatchNorm only, shallow, gains from 1": { parts: "BatchNorm only", depth: "shallow", gain: "1" },
  "BatchNorm only, shallow, gains from U(-1, 1)": { parts: "BatchNorm only", depth: "shallow", gain: "U(-1, 1)" },
} as const satisfies Record<string, Arm>;

export type ArmName = keyof typeof arms;
export const armNames = Object.keys(arms) as ArmName[];

/** The net of an arm, where the depths are so many blocks a stage. */
export function netOf(name: ArmName, depths: Readonly<Record<Depth, number>>): PartlyTrained {
  const { parts, depth, gain = "U(0, 1)", wider = 1 }: Arm = arms[name];
  return {
    ...{ blocks: depths[depth], width: wider * width, classes: 10 },
    ...{ trained: trainedParts[parts], gain: gainStarts[gain] },
  };
}

/** What is tuned of an arm: depth and width do not matter, the rate is that of the shallow narrow net. */
export function kindOf(name: ArmName): string {
  const { parts, gain = "U(0, 1)" }: Arm = arms[name];
  return `${parts}, gains ${gain}`;
}

/** Every kind, with its shallow narrow net. */
export const kinds: ReadonlyMap<string, PartlyTrained> = new Map(
  armNames.map((name) => [kindOf(name), { ...netOf(name, { shallow: 1, middle: 1, deep: 1 }), width }]),
);
