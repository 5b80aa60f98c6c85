/**
 * That reading is linear, shown by the ratio of processor time for twice the length: 2 for linear work, 4 for quadratic. No clock and no
 * absolute time, so that neither a slow machine nor a busy one decides.
 */

/** Between 2 and 4. */
export const mostForTwice = 3.2;

export interface Growth {
  /** Processor time for twice the length over that for the length, the smallest of several measurements of each. */
  readonly ratio: number;
  /** The length, as `textOf` takes it. */
  readonly length: number;
}

/** Where looking begins and ends, in characters: at the end a quadratic of a tenth of a nanosecond takes as long as linear work of 4 µs each. */
const [shortest, longest] = [1_000, 8_000];
/** Growing stops where one reading takes so many microseconds; one that takes less than the second is repeated until it can be measured. */
const [enough, measurable] = [2_000, 300];
/** Other work on the machine only ever adds time, so that more measurements can only come nearer to the truth. */
const [fewest, most, attempts] = [2, 8, 6];

/** How the time of `read` grows with a text, the least of several attempts with texts of their own. */
export function growthOf(read: (text: string) => unknown, textOf: (length: number) => string): Growth {
  let best: Growth = { ratio: Infinity, length: 0 };
  for (let attempt = 0; attempt < attempts && best.ratio >= mostForTwice; attempt++) {
    const growth = attemptAt(read, textOf);
    if (growth.ratio < best.ratio) best = growth;
  }
  return best;
}

/** Growing up to the length that is measured warms the reader up. */
function attemptAt(read: (text: string) => unknown, textOf: (length: number) => string): Growth {
  let twice = 2 * shortest;
  let time = processorTime(read, textOf(twice));
  while (time < enough && twice < longest) time = processorTime(read, textOf((twice *= 2)));
  const [short, long] = [textOf(twice / 2), textOf(twice)];
  let times = 1;
  while (processorTime(read, short, times) < measurable) times *= 2;
  const least = { short: Infinity, long: Infinity };
  let ratio = Infinity;
  for (let round = 0; round < most && (round < fewest || ratio >= mostForTwice); round++) {
    least.short = Math.min(least.short, processorTime(read, short, times));
    least.long = Math.min(least.long, processorTime(read, long, times));
    ratio = least.long / least.short;
  }
  return { ratio, length: twice / 2 };
}

/** Microseconds of processor time: the same however busy the machine is. */
function processorTime(read: (text: string) => unknown, text: string, times = 1): number {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) read(text);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
