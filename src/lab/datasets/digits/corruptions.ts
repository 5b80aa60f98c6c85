/**
 * Nine ways to spoil a grey image, each in five severities. They act on pixels of 0 (paper) to 1 (ink), before anything is
 * standardized, and work on squares of any side; what is drawn at random comes from the stream that is handed in.
 */
import type { Stream } from "#engine";
import { affineWarp, gaussianBlur, thicker } from "./filters.ts";

export type Severity = 1 | 2 | 3 | 4 | 5;

/** The spoiled copy of an image [side * side], not yet cut to 0..1. */
type Spoil = (image: Float32Array, side: number, stream: Stream) => Float32Array;

const mean = (image: Float32Array) => image.reduce((sum, value) => sum + value, 0) / image.length;

/** One of five values by severity. */
const graded =
  (values: readonly [number, number, number, number, number], spoil: (amount: number) => Spoil) =>
  (severity: Severity): Spoil =>
    spoil(values[severity - 1]);

const noise =
  (std: number): Spoil =>
  (image, _side, stream) => {
    const normal = stream.normal(image.length);
    return image.map((value, at) => value + std * normal[at]);
  };

const contrast =
  (kept: number): Spoil =>
  (image) => {
    const middle = mean(image);
    return image.map((value) => middle + kept * (value - middle));
  };

/** Inverts as large a share of the columns, from a random one on and around the edge. */
const inversion =
  (share: number): Spoil =>
  (image, side, stream) => {
    const [first] = stream.integers(1, side);
    const width = Math.round(share * side);
    return image.map((value, at) => (((at % side) - first + side) % side < width ? 1 - value : value));
  };

/** A grey square at a random place. */
const occlusion =
  (share: number): Spoil =>
  (image, side, stream) => {
    const size = Math.round(share * side);
    const [top, left] = stream.integers(2, side - size + 1);
    return image.map((value, at) => {
      const [row, column] = [Math.floor(at / side) - top, (at % side) - left];
      return row >= 0 && row < size && column >= 0 && column < size ? 0.5 : value;
    });
  };

/** Turned by as many degrees one way or the other, and sheared by a hundredth of the degrees. */
const rotation =
  (degrees: number): Spoil =>
  (image, side, stream) => {
    const [turn, lean] = stream.bernoulli(2, 0.5).map((side) => 2 * side - 1);
    return affineWarp(image, side, { degrees: turn * degrees, shear: (lean * degrees) / 100 });
  };

export const corruptions = {
  noise: graded([0.1, 0.2, 0.3, 0.4, 0.5], noise),
  contrast: graded([0.7, 0.5, 0.35, 0.25, 0.15], contrast),
  brightness: graded([0.1, 0.2, 0.3, 0.4, 0.5], (added) => (image) => image.map((value) => value + added)),
  blur: graded([0.5, 0.75, 1, 1.3, 1.6], (std) => (image, side) => gaussianBlur(image, side, std)),
  darkness: graded([0.75, 0.55, 0.4, 0.28, 0.18], (kept) => (image) => image.map((value) => value * kept)),
  inversion: graded([0.15, 0.3, 0.5, 0.75, 1], inversion),
  occlusion: graded([0.2, 0.3, 0.36, 0.43, 0.5], occlusion),
  "stroke width": graded([0.25, 0.5, 0.75, 1, 2], (amount) => (image, side) => thicker(image, side, amount)),
  rotation: graded([8, 16, 24, 32, 40], rotation),
} as const satisfies Record<string, (severity: Severity) => Spoil>;

export type Corruption = keyof typeof corruptions;
export const corruptionNames = Object.keys(corruptions) as Corruption[];

/** Images [count, side * side] with every one spoiled, pixels cut to 0..1. Severity 0 is a copy. */
export function corrupted(
  images: Float32Array,
  side: number,
  corruption: Corruption,
  severity: 0 | Severity,
  stream: Stream,
): Float32Array {
  const size = side * side;
  if (images.length % size !== 0) throw new Error(`${images.length} pixels are no images of ${side} x ${side}`);
  if (severity === 0) return images.slice();
  const spoil = corruptions[corruption](severity);
  const spoiled = new Float32Array(images.length);
  for (let from = 0; from < images.length; from += size)
    spoiled.set(spoil(images.subarray(from, from + size), side, stream), from);
  return spoiled.map((value) => Math.min(1, Math.max(0, value)));
}
