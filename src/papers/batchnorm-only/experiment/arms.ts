/** The nets that are compared: what of each is trained, how deep and wide it is, what its gains start from. */
import { batchNormCount, gainStarts, trainedParts, type PartlyTrained } from "../method.ts";
import type { Depth } from "./settings.ts";

/** Channels of the first stage. */
export const width = 8;

interface Arm {
  readonly parts: keyof typeof trainedParts;
  readonly depth: Depth;
  /** Default: U(0, 1), as in the paper. */
  readonly gain?: keyof typeof gainStarts;
  /** So wide that it has as many gains and biases as the deep one. Default: no. */
  readonly isWide?: boolean;
}

export const arms = {
  "BatchNorm only, shallow": { parts: "BatchNorm only", depth: "shallow" },
  "BatchNorm only": { parts: "BatchNorm only", depth: "middle" },
  "BatchNorm only, deep": { parts: "BatchNorm only", depth: "deep" },
  "BatchNorm only, wide": { parts: "BatchNorm only", depth: "shallow", isWide: true },
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
  const { parts, depth, gain = "U(0, 1)", isWide = false }: Arm = arms[name];
  const blocks = depths[depth];
  return {
    ...{ blocks, width: isWide ? widthOfAsMany(blocks, depths.deep) : width, classes: 10 },
    ...{ trained: trainedParts[parts], gain: gainStarts[gain] },
  };
}

/** How wide a net of so many blocks has to be for no fewer gains and biases than a narrow one of more blocks. */
const widthOfAsMany = (blocks: number, deep: number): number =>
  Math.ceil((width * batchNormCount({ blocks: deep, width })) / batchNormCount({ blocks, width }));
