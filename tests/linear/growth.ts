/**
 * That reading is linear, shown by how processor time grows with the text: by 2 for every doubling where work is linear, by 4 where it is
 * quadratic. Each text is read at one length and at eight times that, three doublings: 8 against 64. No clock and no absolute time, so that
 * neither a slow machine nor a busy one decides.
 */

/** Between 2 and 4: linear work may look twice as slow at the longer text, and quadratic work four times as fast. */
export const mostForTwice = 2.5;

export interface Growth {
  /** Processor time for twice the length over that for the length: the mean over three doublings. */
  readonly ratio: number;
  /** The longer length, as `textOf` takes it. */
  readonly length: number;
}

const doublings = 3;
/** The longer text has so many characters: at 8,000 a quadratic of a tenth of a nanosecond takes as long as linear work of 0.8 µs each. */
const [fewest, most] = [1_000, 8_000];
/** In µs: no longer text than takes this, and what looks quadratic is repeated until its shorter text takes the other. */
const [enough, measurable] = [2_000, 300];
/**
 * Only what looks quadratic is looked at again, and then with texts up to four times as long, of which a quadratic makes no secret. Other work
 * on the machine adds time and never takes any: the least is nearest to the truth.
 */
const [rounds, attempts, longer] = [8, 6, 4];

/** How the time of `read` grows with a text. */
export function growthOf(read: (text: string) => unknown, textOf: (length: number) => string): Growth {
  const first = lengthFor(read, textOf);
  let best: Growth = { ratio: grownBy(read, textOf, first, 1), length: first };
  for (let attempt = 0; attempt < attempts && best.ratio >= mostForTwice; attempt++) {
    const length = first * Math.min(longer, 2 ** attempt);
    const ratio = grownBy(read, textOf, length, rounds);
    if (ratio < best.ratio) best = { ratio, length };
  }
  return best;
}

/** The longest text that linear work is through with in time. */
function lengthFor(read: (text: string) => unknown, textOf: (length: number) => string): number {
  const text = textOf(fewest);
  let time = processorTime(read, text);
  // Perhaps the reader had to be compiled first.
  if (time * 8 > enough) time = Math.min(time, processorTime(read, text));
  const length = 2 ** Math.floor(Math.log2((fewest * enough) / Math.max(1, time)));
  return Math.min(most, Math.max(fewest, length));
}

/** One quick look, or several thorough ones until it looks linear. */
function grownBy(
  read: (text: string) => unknown,
  textOf: (length: number) => string,
  length: number,
  looks: number,
): number {
  const [short, long] = [textOf(length / 2 ** doublings), textOf(length)];
  let times = 1;
  if (looks > 1) while (processorTime(read, short, times) < measurable) times *= 2;
  const least = { short: processorTime(read, short, times), long: Infinity };
  let ratio = Infinity;
  for (let look = 0; look < looks && ratio >= mostForTwice; look++) {
    least.long = Math.min(least.long, processorTime(read, long, times));
    least.short = Math.min(least.short, processorTime(read, short, times));
    ratio = (least.long / least.short) ** (1 / doublings);
  }
  return ratio;
}

/** Microseconds of processor time, at least one: the same however busy the machine is. */
function processorTime(read: (text: string) => unknown, text: string, times = 1): number {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) read(text);
  const { user, system } = process.cpuUsage(before);
  return Math.max(1, user + system);
}
