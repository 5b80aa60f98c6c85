/** All passes that a module has. */
import type { EmittedFunction } from "#lab/wasm/emit";
import { copy, read, triad } from "./limits.ts";
import type { Build } from "./pass.ts";
import { maximum, multiply, storeShifted, sumOnline, sumShifted, writeShifted } from "./three-pass.ts";
import { sumPairs, writePairs } from "./two-pass.ts";

const all = {
  sumPairs,
  writePairs,
  maximum,
  sumShifted,
  storeShifted,
  writeShifted,
  multiply,
  sumOnline,
  read,
  copy,
  triad,
};
export type PassName = keyof typeof all;

export const passes = (build: Build): EmittedFunction[] => Object.values(all).map((make) => make(build));
