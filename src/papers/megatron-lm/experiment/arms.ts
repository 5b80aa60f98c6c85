/** The encoders that are compared: two placements of the layer norm, at every depth. */
import { placements, type PlacementName } from "./mlm.ts";

export const placementNames = Object.keys(placements) as PlacementName[];

export interface EncoderArm {
  readonly name: string;
  readonly depth: number;
  readonly placement: PlacementName;
}

export const armName = (depth: number, placement: PlacementName): string => `norm ${placement}, ${depth} layers`;

export const encoderArms = (depths: readonly number[]): EncoderArm[] =>
  depths.flatMap((depth) => placementNames.map((placement) => ({ name: armName(depth, placement), depth, placement })));
