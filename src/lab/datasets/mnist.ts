/** MNIST digits and the numbers a classifier is fed. */
import { datasetBytes } from "#dataset-bytes";
import { unpackMnist, type Digits, type Mnist } from "./mnist-format.ts";

export type { Digits, Mnist } from "./mnist-format.ts";

/** 12 000 training and 2 500 test digits of 28 x 28 pixels. */
export const mnist = async (): Promise<Mnist> => unpackMnist(await datasetBytes("mnist"));

/** A type and not an interface, so that it can be fed to a program as it is. */
export type DigitBatch = {
  /** [batch, pixels], 0..1. */
  readonly images: Float32Array;
  /** [batch] */
  readonly labels: Int32Array;
};

/** The digits at the given places, in that order. */
export function digitsAt({ count, pixels, labels }: Digits, places: ArrayLike<number>): DigitBatch {
  const size = pixels.length / count;
  const images = new Float32Array(places.length * size);
  for (let row = 0; row < places.length; row++) {
    const [from, to] = [places[row] * size, row * size];
    for (let at = 0; at < size; at++) images[to + at] = pixels[from + at] / 255;
  }
  return { images, labels: Int32Array.from(places, (place) => labels[place]) };
}
