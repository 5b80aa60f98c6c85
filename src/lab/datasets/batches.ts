/**
 * Which examples a training step sees: a function of (seed, step) and nothing else, so that every arm of a
 * comparison sees the same batches in the same order, whatever it draws besides.
 */
import { random } from "#engine";

/**
 * Places of the examples of one step (from 0): epoch after epoch in a fresh random order, the incomplete batch at an epoch's end left out.
 * @throws Error when a batch is larger than the set.
 */
export function shuffledBatch(
  seed: number,
  step: number,
  { batch, count }: { batch: number; count: number },
): Int32Array {
  const perEpoch = Math.floor(count / batch);
  if (perEpoch < 1) throw new Error(`a batch of ${batch} does not fit a set of ${count}`);
  const epoch = Math.floor(step / perEpoch);
  const start = (step % perEpoch) * batch;
  return orderOf(seed, epoch, count).subarray(start, start + batch);
}

/** The order of the latest epoch asked for: drawing it anew for each step would cost more than small training steps do. */
let latest: { key: string; order: Int32Array } = { key: "", order: new Int32Array() };

function orderOf(seed: number, epoch: number, count: number): Int32Array {
  const key = `${seed} ${epoch} ${count}`;
  if (latest.key !== key) latest = { key, order: random(seed).stream(`order of epoch ${epoch}`).permutation(count) };
  return latest.order;
}

/** Windows of text for next-character prediction. */
export interface TextBatch {
  /** [batch, length] */
  readonly inputs: Int32Array;
  /** [batch, length], the characters that follow. */
  readonly targets: Int32Array;
}

interface WindowSize {
  readonly batch: number;
  readonly length: number;
  /** See `windowsAt`. */
  readonly start?: number;
}

/**
 * Windows that begin at the given places of a text. With `start`, that code stands before the text of each window, which then reads one
 * character less of it and predicts its first one, too.
 */
export function windowsAt(codes: Int32Array, places: ArrayLike<number>, length: number, start?: number): TextBatch {
  const inputs = new Int32Array(places.length * length);
  const targets = new Int32Array(places.length * length);
  for (let row = 0; row < places.length; row++) {
    const [place, at] = [places[row], row * length];
    if (start === undefined) {
      inputs.set(codes.subarray(place, place + length), at);
      targets.set(codes.subarray(place + 1, place + 1 + length), at);
    } else {
      inputs[at] = start;
      inputs.set(codes.subarray(place, place + length - 1), at + 1);
      targets.set(codes.subarray(place, place + length), at);
    }
  }
  return { inputs, targets };
}

/** One training step's windows (steps from 0), drawn uniformly and with replacement. @throws Error when the text is shorter than a window. */
export function randomWindows(
  codes: Int32Array,
  seed: number,
  step: number,
  { batch, length, start }: WindowSize,
): TextBatch {
  const places = random(seed).stream(`windows of step ${step}`).integers(batch, startsIn(codes, length));
  return windowsAt(codes, places, length, start);
}

/** Places of `count` fixed windows, evenly over a text: what validation uses. @throws Error when the text is shorter than a window. */
export function fixedWindows(codes: Int32Array, { count, length }: { count: number; length: number }): Int32Array {
  const starts = startsIn(codes, length);
  return Int32Array.from({ length: count }, (_, index) => Math.floor((index * starts) / count));
}

/** How many windows of `length` characters and their successors begin in a text. */
function startsIn(codes: Int32Array, length: number): number {
  const starts = codes.length - length;
  if (starts < 1) throw new Error(`a text of ${codes.length} characters has no window of ${length} and a successor`);
  return starts;
}
