/** Digits at half their size: 14 x 14 pixels, each the mean of four. A small convolutional net learns them in seconds. */
import type { Digits, Mnist } from "../mnist-format.ts";

/** Every image shrunk by averaging squares of two by two pixels. @throws Error when a side is odd. */
export function pooledMnist({ train, test, rows, columns }: Mnist): Mnist {
  if (rows % 2 !== 0 || columns % 2 !== 0)
    throw new Error(`${rows} x ${columns} pixels do not divide into squares of 4`);
  const half = (digits: Digits) => pooled(digits, rows, columns);
  return { train: half(train), test: half(test), rows: rows / 2, columns: columns / 2 };
}

function pooled({ count, labels, pixels }: Digits, rows: number, columns: number): Digits {
  const small = new Uint8Array((count * rows * columns) / 4);
  const width = columns / 2;
  for (let at = 0; at < small.length; at++) {
    // Rows of all images follow each other, and none is odd.
    const corner = Math.floor(at / width) * 2 * columns + (at % width) * 2;
    const sum = pixels[corner] + pixels[corner + 1] + pixels[corner + columns] + pixels[corner + columns + 1];
    small[at] = Math.round(sum / 4);
  }
  return { count, labels, pixels: small };
}

/** The digits from one place up to another, without copying. */
export function someDigits({ count, labels, pixels }: Digits, from: number, to: number): Digits {
  if (!(from >= 0 && from < to && to <= count)) throw new Error(`no digits from ${from} to ${to} among ${count}`);
  const size = pixels.length / count;
  return { count: to - from, labels: labels.subarray(from, to), pixels: pixels.subarray(from * size, to * size) };
}
