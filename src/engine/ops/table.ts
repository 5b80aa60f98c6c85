/** All ops: the families joined into one typed table. */
import { binaries, type BinaryAttributes } from "./binary.ts";
import { indexing, type IndexAttributes } from "./indexing.ts";
import { leaf, type LeafAttributes } from "./leaf.ts";
import { linears, type LinearAttributes } from "./linear.ts";
import { movements, type MovementAttributes } from "./movement.ts";
import { normals, type NormalAttributes } from "./normal.ts";
import { quantization, type QuantizeAttributes } from "./quantize.ts";
import { reductions, type ReduceAttributes } from "./reduce.ts";
import type { OpFamily, OpDef } from "./definition.ts";
import { specials, type SpecialAttributes } from "./special.ts";
import { unaries, type UnaryAttributes } from "./unary.ts";
import { windows, type WindowAttributes } from "./window.ts";

export type OpAttributes = LeafAttributes &
  UnaryAttributes &
  BinaryAttributes &
  ReduceAttributes &
  MovementAttributes &
  LinearAttributes &
  IndexAttributes &
  NormalAttributes &
  WindowAttributes &
  QuantizeAttributes &
  SpecialAttributes;

export type OpName = keyof OpAttributes;

let joined: OpFamily<OpAttributes> | undefined;

/** Every op's row. A function, because the families and the graph import each other. */
export const opTable = (): OpFamily<OpAttributes> =>
  (joined ??= {
    ...leaf,
    ...unaries,
    ...binaries,
    ...reductions,
    ...movements,
    ...linears,
    ...indexing,
    ...normals,
    ...windows,
    ...quantization,
    ...specials,
  });

/** The rows with their names, for code that treats all ops alike. */
export const opDefs = (): [OpName, OpDef<unknown>][] =>
  Object.entries(opTable()) as unknown as [OpName, OpDef<unknown>][];
