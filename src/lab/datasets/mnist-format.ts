/**
 * MNIST as one small file: 12 000 training and 2 500 test digits, every fifth and every fourth of the original sets.
 *
 * Taking them evenly keeps the mix of writers; the first half of the original test set is easier than the second.
 * Layout: four uint32, little endian (training count, test count, rows, columns), then training labels, training
 * images, test labels, test images, one byte each, row by row. About 2.4 MB compressed.
 */

/** A pair of idx files: big-endian header (magic, count[, rows, columns]), then one byte per label or pixel. */
interface IdxPair {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** Grey images, 0 is paper and 255 is ink. */
export interface Digits {
  readonly count: number;
  /** [count, rows * columns], row by row. */
  readonly pixels: Uint8Array;
  /** [count], 0..9. */
  readonly labels: Uint8Array;
}

export interface Mnist {
  readonly train: Digits;
  readonly test: Digits;
  readonly rows: number;
  readonly columns: number;
}

const trainStride = 5;
const testStride = 4;
const headerBytes = 16;

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function everyNth({ images, labels }: IdxPair, stride: number): Digits & { rows: number; columns: number } {
  const header = view(images);
  const [magic, total, rows, columns] = [0, 4, 8, 12].map((at) => header.getUint32(at));
  const [labelMagic, labelTotal] = [0, 4].map((at) => view(labels).getUint32(at));
  if (magic !== 2051 || labelMagic !== 2049)
    throw new Error(`not idx files of images and labels: ${magic}, ${labelMagic}`);
  if (total !== labelTotal) throw new Error(`${total} images but ${labelTotal} labels`);
  const count = Math.floor(total / stride);
  const size = rows * columns;
  const chosen = { count, rows, columns, pixels: new Uint8Array(count * size), labels: new Uint8Array(count) };
  for (let index = 0; index < count; index++) {
    const start = 16 + index * stride * size;
    chosen.pixels.set(images.subarray(start, start + size), index * size);
    chosen.labels[index] = labels[8 + index * stride];
  }
  return chosen;
}

/** Packs the four original files. @throws Error when they are not MNIST's. */
export function packMnist(trainFiles: IdxPair, testFiles: IdxPair): Uint8Array {
  const train = everyNth(trainFiles, trainStride);
  const test = everyNth(testFiles, testStride);
  const parts = [train.labels, train.pixels, test.labels, test.pixels];
  const packed = new Uint8Array(headerBytes + parts.reduce((sum, part) => sum + part.length, 0));
  [train.count, test.count, train.rows, train.columns].forEach((value, index) =>
    view(packed).setUint32(4 * index, value, true),
  );
  let at = headerBytes;
  for (const part of parts) {
    packed.set(part, at);
    at += part.length;
  }
  return packed;
}

/** Reads the packed file. @throws Error when the length does not fit the header, such as after a broken download. */
export function unpackMnist(bytes: Uint8Array): Mnist {
  const expected = (counts: readonly number[]) => headerBytes + (counts[0] + counts[1]) * (1 + counts[2] * counts[3]);
  const header = bytes.length < headerBytes ? [] : [0, 4, 8, 12].map((at) => view(bytes).getUint32(at, true));
  if (header.length === 0 || expected(header) !== bytes.length)
    throw new Error(`mnist: ${bytes.length} bytes do not fit their header; fetch the file again`);
  const [trainCount, testCount, rows, columns] = header;
  let at = headerBytes;
  const take = (length: number) => bytes.subarray(at, (at += length));
  const digits = (count: number): Digits => {
    const labels = take(count);
    return { count, labels, pixels: take(count * rows * columns) };
  };
  return { train: digits(trainCount), test: digits(testCount), rows, columns };
}
