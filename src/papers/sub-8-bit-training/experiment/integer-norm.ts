/**
 * Norms of rows of bytes, bytes again: whole numbers but for one division a row.
 *
 *   c = x - round(mean x)      s = mean |c|, or sqrt(mean c^2)      y = round(c step / s)
 */

/** Codes of y that stand for 1. */
const step = 32;

/** x, y: rows of `width` bytes, one after the other. */
export type IntegerNorm = (x: Int8Array, y: Int8Array, width: number) => void;

/** One addition a number. */
export const byMeanAbsolute: IntegerNorm = (x, y, width) => {
  for (let from = 0; from < x.length; from += width) {
    const mean = rowMean(x, from, width);
    let sum = 0;
    for (let at = from; at < from + width; at++) {
      const c = x[at] - mean;
      const sign = c >> 31; // |c| without a branch, which would be guessed wrong half of the time
      sum = (sum + ((c ^ sign) - sign)) | 0;
    }
    scaleRow(x, y, from, width, mean, sum / width);
  }
};

/** One product and one addition a number, and one square root a row. */
export const byRootMeanSquare: IntegerNorm = (x, y, width) => {
  for (let from = 0; from < x.length; from += width) {
    const mean = rowMean(x, from, width);
    let sum = 0;
    for (let at = from; at < from + width; at++) {
      const c = x[at] - mean;
      sum = (sum + Math.imul(c, c)) | 0;
    }
    scaleRow(x, y, from, width, mean, Math.sqrt(sum / width));
  }
};

function rowMean(x: Int8Array, from: number, width: number): number {
  let sum = 0;
  for (let at = from; at < from + width; at++) sum = (sum + x[at]) | 0;
  return Math.round(sum / width);
}

function scaleRow(x: Int8Array, y: Int8Array, from: number, width: number, mean: number, spread: number): void {
  // In fixed point: 16 bits behind the point. A spread so small that the product would leave 32 bits makes every code the largest.
  const factor = spread === 0 ? 0 : Math.min(2 ** 23, Math.round((65536 * step) / spread));
  for (let at = from; at < from + width; at++) {
    const code = (Math.imul(x[at] - mean, factor) + 32768) >> 16;
    y[at] = code > 127 ? 127 : code < -127 ? -127 : code;
  }
}
