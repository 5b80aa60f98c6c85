/** Two to four digits on one canvas, with the class of every pixel: a small task of segmentation. */
import type { Stream } from "#engine";
import type { Digits } from "../mnist-format.ts";

/** Classes of a pixel: 0 is background, 1 + d the ink of digit d. */
export const canvasClasses = 11;

/** A pixel with at least this much ink belongs to its digit. */
const ink = 0.25;

/** A type and not an interface, so that it can be fed to a program as it is. */
export type CanvasBatch = {
  /** [count, side * side], 0..1, where the canvas is two digits wide. */
  readonly images: Float32Array;
  /** [count, side * side], 0 .. 10. */
  readonly labels: Int32Array;
};

/** Canvases of two by two places, two to four of them taken by a random digit, which is moved by up to a seventh of its side. */
export function canvases({ count, labels, pixels }: Digits, wanted: number, stream: Stream): CanvasBatch {
  const digit = Math.sqrt(pixels.length / count);
  if (!Number.isInteger(digit)) throw new Error(`${pixels.length} pixels are no ${count} squares`);
  const side = 2 * digit;
  const reach = Math.floor(digit / 7);
  const batch = { images: new Float32Array(wanted * side * side), labels: new Int32Array(wanted * side * side) };
  for (let canvas = 0; canvas < wanted; canvas++) {
    const taken = stream.permutation(4).subarray(0, 2 + stream.integers(1, 3)[0]);
    for (const place of taken) {
      const [which] = stream.integers(1, count);
      const [down, right] = stream.integers(2, 2 * reach + 1).map((shift) => shift - reach);
      for (let at = 0; at < digit * digit; at++) {
        const row = (place >> 1) * digit + Math.floor(at / digit) + down;
        const column = (place & 1) * digit + (at % digit) + right;
        if (row < 0 || row >= side || column < 0 || column >= side) continue;
        const value = pixels[which * digit * digit + at] / 255;
        const to = (canvas * side + row) * side + column;
        // Neighbours may touch: the pixel is that of the stronger stroke.
        if (value <= batch.images[to]) continue;
        batch.images[to] = value;
        if (value >= ink) batch.labels[to] = 1 + labels[which];
      }
    }
  }
  return batch;
}
