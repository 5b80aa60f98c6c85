import type { Tensor } from "#engine";

/** Grey images as one channel: [batch, side * side] -> [batch, 1, side, side]. @throws Error when the pixels are no square. */
export function squares(images: Tensor): Tensor {
  const pixels = images.shape[1];
  const side = Math.sqrt(pixels);
  if (!Number.isInteger(side)) throw new Error(`${pixels} pixels are no square`);
  return images.reshape(-1, 1, side, side);
}
