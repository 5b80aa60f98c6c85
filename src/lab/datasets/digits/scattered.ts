/** Digits turned and moved on a larger canvas with noise: a task that stays hard for nets that learn plain digits in seconds. */
import type { Stream } from "#engine";
import type { Digits } from "../mnist-format.ts";
import { affineWarp } from "./filters.ts";

export interface Scatter {
  /** Pixels along a side of the canvas. */
  readonly side: number;
  /** Largest distance from the middle along each axis, in pixels. */
  readonly shift: number;
  /** Largest turn to either side. */
  readonly degrees: number;
  /** Standard deviation of the noise, where ink is 1. */
  readonly noise: number;
}

/** Every digit in the middle of a canvas of its own, turned, moved and cut at its edge; pixels 0..255. */
export function scattered({ count, labels, pixels }: Digits, scatter: Scatter, stream: Stream): Digits {
  const { side, shift, degrees, noise } = scatter;
  const own = Math.sqrt(pixels.length / count);
  const canvases = new Uint8Array(count * side * side);
  for (let digit = 0; digit < count; digit++) {
    const ink = Float32Array.from(pixels.subarray(digit * own * own, (digit + 1) * own * own));
    const [turn] = stream.uniform(1);
    const turned = affineWarp(ink, own, { degrees: (2 * turn - 1) * degrees, shear: 0 });
    const [down, across] = stream
      .integers(2, 2 * shift + 1)
      .map((place) => place - shift + Math.floor((own - side) / 2));
    const grain = stream.normal(side * side);
    for (let at = 0; at < side * side; at++) {
      const [row, column] = [Math.floor(at / side) + down, (at % side) + across];
      const inside = row >= 0 && row < own && column >= 0 && column < own;
      const value = (inside ? turned[row * own + column] : 0) + 255 * noise * grain[at];
      canvases[digit * side * side + at] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return { count, labels, pixels: canvases };
}
