/**
 * Shifted windows over a grid of tokens. Swin, Liu et al. 2021.
 *
 *   window = side x side tokens; every other block first rolls the grid by (-shift, -shift), and back at its end
 *   after the roll the last window of an axis holds tokens from both edges: those must not see each other
 */
import { concat, constant, type Tensor } from "#engine";

export interface Windowing {
  /** Tokens along a side of a window. */
  readonly side: number;
  readonly shift: number;
}

/**
 * What block 1, 2, ... does: even ones are shifted by half a window. A grid no larger than a window is one window, and nothing is shifted.
 * @throws Error when windows do not tile the grid.
 */
export function windowingOf(rows: number, columns: number, side: number, block: number): Windowing {
  const smaller = Math.min(rows, columns);
  const own =
    smaller <= side ? { side: smaller, shift: 0 } : { side, shift: block % 2 === 0 ? Math.floor(side / 2) : 0 };
  if (rows % own.side !== 0 || columns % own.side !== 0)
    throw new Error(`windows of ${own.side} do not tile a grid of ${rows} x ${columns}`);
  return own;
}

/** Moves the entries of an axis by so many places, those that leave at one end come in at the other. */
export function roll(x: Tensor, axis: number, by: number): Tensor {
  const length = x.shape[axis];
  const start = (((-by % length) + length) % length) as number;
  return start === 0 ? x : concat([x.slice(axis, start), x.slice(axis, 0, start)], axis);
}

/** Both axes of a grid, rows first; the axes are neighbours. */
export const rollGrid = (x: Tensor, rowAxis: number, by: number): Tensor => roll(roll(x, rowAxis, by), rowAxis + 1, by);

/** Regions of a rolled axis, which stay apart: 0 before its last window, then 1, and 2 for what came from the other end. */
function regions(length: number, { side, shift }: Windowing): number[] {
  return Array.from({ length }, (_, at) => Number(shift > 0 && at >= length - side) + Number(at >= length - shift));
}

/** 1 where two places of a window of a rolled axis are of one region, 0 elsewhere: [length / side, side, side]. */
export function axisMask(length: number, windowing: Windowing): Tensor {
  const { side } = windowing;
  const region = regions(length, windowing);
  const same = (at: number) => {
    const start = Math.floor(at / side ** 2) * side;
    return Number(region[start + (Math.floor(at / side) % side)] === region[start + (at % side)]);
  };
  return constant(
    Float32Array.from({ length: length * side }, (_, at) => same(at)),
    { shape: [length / side, side, side] },
  );
}

/** The same for whole windows, row by row: [windows, side * side, side * side]. */
export function windowMask(rows: number, columns: number, windowing: Windowing): Tensor {
  const { side } = windowing;
  const [down, across] = [rows / side, columns / side];
  return axisMask(rows, windowing)
    .reshape(down, 1, side, 1, side, 1)
    .mul(axisMask(columns, windowing).reshape(1, across, 1, side, 1, side))
    .reshape(down * across, side ** 2, side ** 2);
}

/** [..., rows, columns, channels] into windows row by row: [..., windows, side * side, channels]. */
export function partitionWindows(x: Tensor, side: number): Tensor {
  const [rows, columns, channels] = x.shape.slice(-3);
  const before = x.shape.slice(0, -3);
  const at = before.length;
  return x
    .reshape(...before, rows / side, side, columns / side, side, channels)
    .transpose(...before.keys(), at, at + 2, at + 1, at + 3, at + 4)
    .reshape(...before, (rows / side) * (columns / side), side ** 2, channels);
}

/** Windows [..., windows, side * side, channels] back to the grid [..., rows, columns, channels]. */
export function mergeWindows(x: Tensor, rows: number, columns: number): Tensor {
  const [, area, channels] = x.shape.slice(-3);
  const side = Math.sqrt(area);
  const before = x.shape.slice(0, -3);
  const at = before.length;
  return x
    .reshape(...before, rows / side, columns / side, side, side, channels)
    .transpose(...before.keys(), at, at + 2, at + 1, at + 3, at + 4)
    .reshape(...before, rows, columns, channels);
}
