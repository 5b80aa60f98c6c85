/** Student's t distribution: how wide an interval must be for so few values. */

/** Two-sided: the share of the distribution between -t and t. */
export type Coverage = 0.95 | 0.9;

/** The same quantiles of the normal distribution. */
const normal: Readonly<Record<Coverage, number>> = { 0.95: 1.959963984540054, 0.9: 1.6448536269514722 };

const known = new Map<string, number>();

/**
 * The t beyond which 1 - coverage of the distribution lies, both sides together. Exact to about 12 digits.
 * @param freedom degrees of freedom, a positive integer.
 */
export function studentT(freedom: number, coverage: Coverage = 0.95): number {
  if (!Number.isInteger(freedom) || freedom < 1) throw new Error(`invalid degrees of freedom: ${freedom}`);
  if (freedom > 500) return nearNormal(freedom, normal[coverage]);
  const key = `${freedom} ${coverage}`;
  let t = known.get(key);
  if (t === undefined) known.set(key, (t = solve(freedom, coverage)));
  return t;
}

/** With theta = atan(t / sqrt(freedom)), found by halving: the share grows with theta. */
function solve(freedom: number, coverage: number): number {
  let [low, high] = [0, Math.PI / 2];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (shareWithin(middle, freedom) < coverage) low = middle;
    else high = middle;
  }
  return Math.sqrt(freedom) * Math.tan((low + high) / 2);
}

/** Share of the distribution within ±sqrt(freedom) tan(theta). Abramowitz & Stegun 1964, 26.7.3 and 26.7.4. */
function shareWithin(theta: number, freedom: number): number {
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const odd = freedom % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= freedom - 2; power += 2) {
    term *= ((power - 1) / power) * cosine ** 2;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (theta + sine * sum) : sine * sum;
}

/** Cornish-Fisher expansion in 1 / freedom. Abramowitz & Stegun 1964, 26.7.5. */
function nearNormal(freedom: number, z: number): number {
  const terms = [
    z,
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduceRight((sum, term) => sum / freedom + term, 0);
}
