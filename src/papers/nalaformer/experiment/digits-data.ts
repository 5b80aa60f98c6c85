/** Digits of 14 x 14 pixels with noise, anew in every batch; the test digits are spoiled once and for all. */
import { random, type Stream } from "#engine";
import { corrupted } from "#lab/datasets/digits/corruptions";
import { pooledMnist, someDigits } from "#lab/datasets/digits/pooled";
import { mnist, type DigitBatch, type Digits, type Mnist } from "#lab/datasets/mnist";

export const side = 14;
const severity = 2;

const spoiled = (images: Float32Array, stream: Stream) => corrupted(images, side, "noise", severity, stream);

/** For training, of the step's own stream. */
export const alterBy =
  (seed: number) =>
  (digits: DigitBatch, step: number): DigitBatch => ({
    ...digits,
    images: spoiled(digits.images, random(seed).stream(`digits: step ${step}`)),
  });

/** The last digits of training, which it then does without: rates are chosen by them, and results come from the test digits. */
const heldBack = 2000;

/** Two for one: what is trained on, and the spoiled digits to be scored by, for tuning or for results. */
export async function noisyDigits(scoredBy: "held back" | "test"): Promise<Mnist> {
  const { train, test, ...shape } = pooledMnist(await mnist());
  const kept = someDigits(train, 0, train.count - heldBack);
  const scored = scoredBy === "test" ? test : someDigits(train, train.count - heldBack, train.count);
  return { ...shape, train: kept, test: spoiledOnce(scored) };
}

function spoiledOnce(digits: Digits): Digits {
  const images = Float32Array.from(digits.pixels, (value) => value / 255);
  const noisy = spoiled(images, random(1).stream("digits: test"));
  return { ...digits, pixels: Uint8Array.from(noisy, (value) => Math.round(255 * value)) };
}
