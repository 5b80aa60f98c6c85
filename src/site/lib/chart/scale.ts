/** Axis scales: from data to a position between 0 and 1, with ticks a reader would have chosen. */
import { formatTick } from "#library/words/number";

export interface Tick {
  readonly value: number;
  /** Position on the axis, 0..1 from its start. */
  readonly at: number;
  readonly label: string;
}

export interface Scale {
  readonly log: boolean;
  readonly domain: readonly [low: number, high: number];
  readonly ticks: readonly Tick[];
  /** Position of a value, 0..1 inside the domain; null where a log scale has none. */
  at(value: number): number | null;
}

export interface ScaleOptions {
  readonly log?: boolean;
  /** Grow the domain to whole ticks, so that the curve does not touch the frame. */
  readonly nice?: boolean;
  /** About how many ticks fit. */
  readonly count?: number;
}

/** A scale over the values given; non-finite ones, and on a log scale those not above zero, are ignored. */
export function createScale(
  values: Iterable<number>,
  { log = false, nice = false, count = 5 }: ScaleOptions = {},
): Scale {
  let [low, high] = extent(values, log);
  if (!(low <= high)) [low, high] = log ? [0.1, 1] : [0, 1];
  return log ? logScale(low, high, nice, count) : linearScale(low, high, nice, count);
}

/** An axis that counts things: 1 to n, each named, in the middle of a stretch of its own. `down`: the first on top. */
export function nameScale(names: readonly string[], { down = false } = {}): Scale {
  const at = (value: number): number => {
    const position = (value - 0.5) / names.length;
    return down ? 1 - position : position;
  };
  const ticks = names.map((label, index) => ({ value: index + 1, at: at(index + 1), label }));
  return { log: false, domain: [0.5, names.length + 0.5], at, ticks };
}

/** Above this, differences and frames are taken of smaller numbers: they would be infinite. */
const large = 2 ** 1000;
const shrink = 2 ** -100;

function linearScale(low: number, high: number, nice: boolean, count: number): Scale {
  const unit = Math.max(Math.abs(low), Math.abs(high)) > large ? shrink : 1;
  [low, high] = [low * unit, high * unit];
  // Values that differ by rounding only are one value, and so are those too close for a step between them.
  if (high - low <= Math.max(1e-12 * Math.max(Math.abs(low), Math.abs(high)), 1e-300)) {
    // A flat line still needs a frame around it.
    const room = Math.abs(low) > 1e-290 ? Math.abs(low) * 0.1 : 1;
    [low, high] = [low - room, low + room];
  }
  if (nice && low > 0 && low < 0.35 * high) low = 0;
  const step = niceStep((high - low) / count);
  if (nice) [low, high] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const values = integers(first, last).map((index) => (index * step) / unit);
  return build(false, [low, high], values, (value) => value * unit, step / unit, unit);
}

function logScale(low: number, high: number, nice: boolean, count: number): Scale {
  if (high / low < 1.05) [low, high] = [Math.max(low / 1.5, Number.MIN_VALUE), Math.min(high * 1.5, Number.MAX_VALUE)];
  const decades = Math.log10(high) - Math.log10(low);
  const mantissas = decades > count ? [1] : decades > 2 ? [1, 3] : [1, 2, 5];
  const every = Math.max(1, Math.ceil(decades / (count + 1)));
  const values = integers(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high)))
    .filter((exponent) => exponent % every === 0)
    .flatMap((exponent) => mantissas.map((mantissa) => mantissa * 10 ** exponent))
    .filter((value) => value > 0 && Number.isFinite(value));
  if (nice) {
    low = values.findLast((value) => value <= low * (1 + 1e-9)) ?? low;
    high = values.find((value) => value >= high * (1 - 1e-9)) ?? high;
  }
  const inside = values.filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
  return build(true, [low, high], inside, Math.log10, 0);
}

/** More than all decades of a double: whatever the numbers are, an axis is made in as many steps at most. */
const most = 1000;

/** From `first` to `last`, which came of numbers from outside. */
const integers = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, Math.min(last - first + 1, most)) || 0 }, (_, index) => first + index);

/** @param unit what the domain is a multiple of. */
function build(
  log: boolean,
  [low, high]: readonly [number, number],
  values: readonly number[],
  project: (value: number) => number,
  step: number,
  unit = 1,
): Scale {
  const [start, end] = log ? [project(low), project(high)] : [low, high];
  const at = (value: number): number | null => {
    const position = (project(value) - start) / (end - start);
    return Number.isFinite(position) ? position : null;
  };
  const ticks = values
    .filter((value) => Number.isFinite(value))
    .map((value) => ({ value, at: at(value)!, label: formatTick(value, step) }));
  return { log, domain: [low / unit, high / unit], ticks, at };
}

/** 1, 2 or 5 times a power of ten, not smaller than `rough`. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const ratio = rough / power;
  return (ratio <= 1.0001 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10) * power;
}

function extent(values: Iterable<number>, positive: boolean): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value) || (positive && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
