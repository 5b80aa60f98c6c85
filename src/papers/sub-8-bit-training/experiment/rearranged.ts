/** What groups cost without shifts: each group's channels are moved together, multiplied on their own, and scaled. */
import type { Captured } from "./capture.ts";

/** The sums of ShiftQuant's one product, by a product for each group: [rows, inputs], in units of the narrowest group's scale. */
export function rearrangedSums(
  { codes, exponents, weights }: Pick<Captured, "codes" | "exponents" | "weights">,
  groups: number,
): Float64Array {
  const channels = exponents.length;
  const [rows, inputs] = [codes.length / channels, weights.length / channels];
  const sums = new Float64Array(rows * inputs);
  for (let group = 0; group < groups; group++) {
    const members = exponents.flatMap((exponent, c) => (exponent === group ? [c] : []));
    const scale = 2 ** (groups - 1 - group);
    for (let n = 0; n < rows; n++)
      for (let k = 0; k < inputs; k++) {
        let sum = 0;
        for (const c of members) sum += codes[n * channels + c] * weights[k * channels + c];
        sums[n * inputs + k] += scale * sum;
      }
  }
  return sums;
}
