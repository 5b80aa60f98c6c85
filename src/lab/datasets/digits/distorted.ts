/** Digits of which each is spoiled in its own way: a task on which a small net that trains all its weights is not yet perfect. */
import { random, type Stream } from "#engine";
import type { Digits, Mnist } from "../mnist-format.ts";
import { corrupted, corruptionNames, type Severity } from "./corruptions.ts";

interface Distortion {
  readonly seed: number;
  /** Severities from 1 up to this one are drawn. */
  readonly severest: Severity;
}

/** Training and test digits with one corruption each, of the nine and of the severities drawn evenly. Labels and order stay; squares only. */
export function distortedDigits({ train, test, rows, columns }: Mnist, { seed, severest }: Distortion): Mnist {
  const spoil = (digits: Digits, name: string) =>
    distorted(digits, rows, severest, random(seed).stream(`distorted ${name} digits`));
  return { train: spoil(train, "training"), test: spoil(test, "test"), rows, columns };
}

function distorted({ count, labels, pixels }: Digits, side: number, severest: Severity, stream: Stream): Digits {
  const size = side * side;
  const spoiled = new Uint8Array(pixels.length);
  for (let from = 0; from < count * size; from += size) {
    const name = corruptionNames[stream.integers(1, corruptionNames.length)[0]];
    const severity = (1 + stream.integers(1, severest)[0]) as Severity;
    const image = Float32Array.from(pixels.subarray(from, from + size), (value) => value / 255);
    const after = corrupted(image, side, name, severity, stream);
    for (let at = 0; at < size; at++) spoiled[from + at] = Math.round(255 * after[at]);
  }
  return { count, labels, pixels: spoiled };
}
