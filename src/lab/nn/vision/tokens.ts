/**
 * A vision transformer whose tokens stand on a grid, with exchangeable attention. It has no class token, and no learned
 * position unless asked for: where a token stands is left to its attention and to local enhancement.
 *
 *   tokens = patches W + b
 *   stream = stream + attention(norm(stream)), stream + feed-forward(norm(stream))     in each block
 *   logits = head(mean over tokens of norm(stream)), or of the means over cells of the grid, one behind the other
 */
import { constant, normal, uniform, zeros, type Scope, type Tensor } from "#engine";
import { feedForward } from "../language-model/feed-forward.ts";
import type { Sublayer } from "../language-model/parts.ts";
import { classHead, embeddedPatches, visionBlocks, type VisionTransformer } from "./transformer.ts";

/** Tokens stand row by row. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
}

export interface TokenTransformer extends VisionTransformer {
  /** Of tokens [batch, rows * columns, width] on the grid, from block to block. */
  readonly attention: (grid: Grid) => Sublayer;
  /** Default: GELU of four times the width. */
  readonly feedForward?: (grid: Grid) => Sublayer;
  /** Default: none. */
  readonly positions?: "learned" | "none";
  /** Classes are read from so many cells along a side of the grid, each the mean of its tokens; divides rows and columns. Default: 1. */
  readonly cells?: number;
}

/** The tokens of an image. @throws Error when patches do not divide it. */
export function gridOf({ side, patch }: Pick<VisionTransformer, "side" | "patch">): Grid {
  if (side % patch !== 0) throw new Error(`${side} pixels cannot be cut into patches of ${patch}`);
  return { rows: side / patch, columns: side / patch };
}

/** Logits [batch, classes] of grey images [batch, side * side], row by row. */
export const tokenTransformer = (at: Scope, images: Tensor, model: TokenTransformer): Tensor =>
  classHead(at, tokenStreams(at, images, model).read, model.classes);

/** What the classes are read from, [batch, cells * cells * width], and the stream before each block and behind the last, [batch, tokens, width]. */
export function tokenStreams(at: Scope, images: Tensor, model: TokenTransformer): { read: Tensor; streams: Tensor[] } {
  const { depth, width, norm, positions = "none", cells = 1 } = model;
  const grid = gridOf(model);
  const embedded = embeddedPatches(at, images, model);
  const stream =
    positions === "learned"
      ? embedded.add(at.parameter("positions", [embedded.shape[1], width], normal(0.02)))
      : embedded;
  const parts = { attention: model.attention(grid), feedForward: model.feedForward?.(grid) ?? feedForward() };
  const streams = visionBlocks(at, stream, model, parts);
  const read = norm(at.scope("final norm"), streams[depth])
    .reshape(images.shape[0], cells, grid.rows / cells, cells, grid.columns / cells, width)
    .mean([2, 4], { keepDims: false })
    .reshape(images.shape[0], cells * cells * width);
  return { read, streams };
}

/**
 * Each channel convolved with size x size taps of its own and a bias, zeros outside the grid. x: [batch, tokens, channels] -> the same
 * shape. As `enhance` of attention it is local enhancement (LePE; Dong et al. 2022, CSWin, eq. 4).
 *
 * Computed as one product per channel with its [tokens, tokens] band matrix. On grids of up to a few hundred tokens that is many times
 * faster than a convolution in groups, forward and backward.
 */
export const depthwise =
  (grid: Grid, { size = 5 } = {}) =>
  (at: Scope, x: Tensor): Tensor => {
    const [, tokens, channels] = x.shape;
    // As other frameworks draw kernels of so many taps.
    const taps = at.parameter("taps", [channels, size * size], uniform(-1 / size, 1 / size));
    const bands = taps.matmul(tapPlaces(grid, size).cast(x.dtype)).reshape(channels, tokens, tokens);
    const y = x.transpose(2, 0, 1).matmul(bands.transpose()).transpose(1, 2, 0); // [C,B,N] [C,N,N]
    return y.add(at.parameter("bias", [channels], zeros));
  };

/** [size * size, tokens * tokens]: 1 where this tap takes the second token into account for the first. */
function tapPlaces({ rows, columns }: Grid, size: number): Tensor {
  if (size % 2 !== 1) throw new Error(`a convolution with ${size} taps has no middle`);
  const tokens = rows * columns;
  const reach = (size - 1) / 2;
  const places = new Float32Array(size * size * tokens * tokens);
  for (let to = 0; to < tokens; to++)
    for (let tap = 0; tap < size * size; tap++) {
      const row = Math.floor(to / columns) + Math.floor(tap / size) - reach;
      const column = (to % columns) + (tap % size) - reach;
      if (row >= 0 && row < rows && column >= 0 && column < columns)
        places[(tap * tokens + to) * tokens + row * columns + column] = 1;
    }
  return constant(places, { shape: [size * size, tokens * tokens] });
}
