/** Filters of grey squares, row by row; outside the image is paper (0). */

const pixel = (image: Float32Array, side: number, row: number, column: number): number =>
  row >= 0 && row < side && column >= 0 && column < side ? image[row * side + column] : 0;

const each = (side: number, value: (row: number, column: number) => number): Float32Array =>
  Float32Array.from({ length: side * side }, (_, at) => value(Math.floor(at / side), at % side));

/** Convolved with a normal density of this standard deviation in pixels, cut at three of them. */
export function gaussianBlur(image: Float32Array, side: number, std: number): Float32Array {
  const reach = Math.ceil(3 * std);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-((at - reach) ** 2) / (2 * std ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const along = (of: (offset: number) => number) =>
    weights.reduce((sum, weight, at) => sum + (weight / total) * of(at - reach), 0);
  const across = each(side, (row, column) => along((offset) => pixel(image, side, row, column + offset)));
  return each(side, (row, column) => along((offset) => pixel(across, side, row + offset, column)));
}

/** Mixed with its largest neighbour (of eight and itself), by a share up to 1; each whole unit beyond dilates once more. */
export function thicker(image: Float32Array, side: number, amount: number): Float32Array {
  let thick = image;
  for (let left = amount; left > 0; left--) {
    const before = thick;
    const share = Math.min(1, left);
    thick = each(side, (row, column) => {
      let largest = 0;
      for (let down = -1; down <= 1; down++)
        for (let right = -1; right <= 1; right++)
          largest = Math.max(largest, pixel(before, side, row + down, column + right));
      return (1 - share) * pixel(before, side, row, column) + share * largest;
    });
  }
  return thick;
}

/** Sheared, then turned about the middle, read with bilinear interpolation. */
export function affineWarp(
  image: Float32Array,
  side: number,
  { degrees, shear }: { degrees: number; shear: number },
): Float32Array {
  const middle = (side - 1) / 2;
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return each(side, (row, column) => {
    const [y, x] = [row - middle, column - middle];
    const [sourceY, turnedX] = [cos * y - sin * x + middle, sin * y + cos * x];
    const sourceX = turnedX + shear * (sourceY - middle) + middle;
    const [top, left] = [Math.floor(sourceY), Math.floor(sourceX)];
    const [down, right] = [sourceY - top, sourceX - left];
    return (
      (1 - down) * ((1 - right) * pixel(image, side, top, left) + right * pixel(image, side, top, left + 1)) +
      down * ((1 - right) * pixel(image, side, top + 1, left) + right * pixel(image, side, top + 1, left + 1))
    );
  });
}
