/**
 * The Two-Pass Softmax Algorithm, one number at a time. Numbers are 32-bit floats, as in the kernels (kernels/), which do the same with
 * four at once.
 *
 * A pair (m, n) of floats stands for m 2^n, and n has no end: exp(x) never overflows and never vanishes.
 */
const round = Math.fround;

/** exp(x) = mantissa 2^exponent; the exponent is a whole number, the mantissa of one exponential between sqrt(1/2) and sqrt(2). */
export interface Pair {
  readonly mantissa: number;
  readonly exponent: number;
}

export const log2e = round(Math.LOG2E);
/** ln 2 in parts: the first two have so few digits that their product with an exponent below 2^13 is exact. */
export const ln2 = [0.69140625, 57 * 2 ** -15, 1.4286068203e-6].map(round);
/** The same where product and sum are rounded once. */
export const fusedLn2 = [0.693147182464599609375, -1.904654299957e-9].map(round);
/** e^t for |t| <= ln 2 / 2 is 1 + t (c1 + t (c2 + ...)), to 2^-23.3 of it. */
export const coefficients = [0.9999997, 0.4999915, 0.16667636, 0.04189793, 0.008290315].map(round);
/** Beyond it everything is as far away as at it. Masks of attention are minus infinity, whose distance from the maximum is not a number. */
export const farthest = 1e6;

/** n = round(x / ln 2), t = x - n ln 2, m = e^t, so that e^x = m 2^n. */
export function extExp(x: number): Pair {
  const within = Math.min(Math.max(x, -farthest), farthest);
  const exponent = roundToEven(round(within * log2e));
  const t = ln2.reduce((rest, part) => round(rest - round(exponent * part)), within);
  const poly = coefficients.reduceRight((sum, c) => round(round(sum * t) + c), 0);
  return { mantissa: round(round(poly * t) + 1), exponent };
}

function roundToEven(x: number): number {
  const nearest = Math.round(x);
  return Math.abs(x % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

/** Nothing: it changes no pair that it is added to. */
export const zero: Pair = { mantissa: 0, exponent: -Infinity };

/** 2^d for d <= 0, and nothing from 2^-127 on, as bits of a float are made. */
const power = (d: number): number => (d > -127 ? 2 ** d : 0);

/** As floating point numbers are added: the smaller one is brought to the exponent of the larger. */
export function addPairs(a: Pair, b: Pair): Pair {
  const exponent = Math.max(a.exponent, b.exponent);
  if (exponent === -Infinity) return zero;
  const [ofA, ofB] = [a, b].map((pair) => round(pair.mantissa * power(pair.exponent - exponent)));
  return { mantissa: round(ofA + ofB), exponent };
}

/** y_i = m_i 2^(n_i) / (M 2^E) = (m_i / M) 2^(n_i - E), where n_i <= E. */
export function quotient({ mantissa, exponent }: Pair, sum: Pair): number {
  return round(round(mantissa * round(1 / sum.mantissa)) * power(exponent - sum.exponent));
}

/** The row is read twice and written once. */
export function twoPassSoftmax(x: Float32Array): Float32Array {
  const sum = x.reduce<Pair>((sum, value) => addPairs(sum, extExp(value)), zero);
  return x.map((value) => quotient(extExp(value), sum));
}
