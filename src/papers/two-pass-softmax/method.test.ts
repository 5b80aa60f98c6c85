import fc from "fast-check";
import { expect, test } from "vitest";
import golden from "./golden/numbers.json" with { type: "json" };
import { addPairs, extExp, quotient, twoPassSoftmax, zero, type Pair } from "./method.ts";

const close = (a: number, b: number, tolerance: number) => expect(Math.abs(a / b - 1)).toBeLessThan(tolerance);

test.each([
  [1, 1.3591409, 1],
  [100, 1.2053934, 144],
  [-200, 1.3764878, -289],
  [88.8, 1.0802159, 128],
  [1000, 0.8094652, 1443],
  [0, 1, 0],
  [88, 0.9707445, 127],
  [89, 1.3193786, 128],
  [90, 0.8966107, 130],
])("e^%d is %d times 2^%d", (x, mantissa, exponent) => {
  const pair = extExp(x);
  expect(pair.exponent).toBe(exponent);
  close(pair.mantissa, mantissa, 2e-7);
});

test("sums where every exponential overflows, and where every one vanishes", () => {
  const sumOf = (...x: number[]) => x.map(extExp).reduce(addPairs, zero);
  const over = sumOf(88, 89, 90);
  expect(over.exponent).toBe(130);
  close(over.mantissa, 1.3477985, 2e-7);
  const under = sumOf(-1000, -1001, -1005);
  expect(under.exponent).toBe(-1443);
  close(under.mantissa, 1.6981798, 3e-7);
  expect([...twoPassSoftmax(Float32Array.of(88, 89, 90))].map((y) => y.toFixed(6))).toEqual(["0.090031", "0.244728", "0.665241"]); // prettier-ignore
  expect([...twoPassSoftmax(Float32Array.of(-1000, -1001, -1005))].map((y) => y.toFixed(6))).toEqual(["0.727475", "0.267623", "0.004902"]); // prettier-ignore
});

test("e^x as a pair is e^x, and its mantissa lies around 1", () => {
  fc.assert(
    fc.property(fc.float({ min: -700, max: 700, noNaN: true }), (x) => {
      const { mantissa, exponent } = extExp(x);
      expect(Number.isInteger(exponent)).toBe(true);
      expect(mantissa).toBeGreaterThan(0.7071);
      expect(mantissa).toBeLessThan(1.41431);
      close(mantissa * 2 ** exponent, Math.exp(x), 2.5e-7);
    }),
  );
});

test("pairs add in any order and any grouping, and nothing changes nothing", () => {
  const pair = fc.float({ min: -1000, max: 1000, noNaN: true }).map(extExp);
  const same = (a: Pair, b: Pair) => {
    // The same number: exponents may differ, as sums are not brought to one form.
    close((a.mantissa / b.mantissa) * 2 ** (a.exponent - b.exponent), 1, 1e-6);
  };
  fc.assert(
    fc.property(pair, pair, pair, (a, b, c) => {
      same(addPairs(a, b), addPairs(b, a));
      same(addPairs(addPairs(a, b), c), addPairs(a, addPairs(b, c)));
      expect(addPairs(a, zero)).toEqual(a);
      expect(addPairs(zero, a)).toEqual(a);
    }),
  );
  expect(addPairs(zero, zero)).toEqual(zero);
});

test("N equal numbers sum to N exponentials, and each has an equal part", () => {
  for (const x of [-500, 0, 3, 500]) {
    const one = extExp(x);
    const sum = Array.from({ length: 64 }, () => one).reduce(addPairs, zero);
    close(sum.mantissa * 2 ** (sum.exponent - one.exponent), 64 * one.mantissa, 1e-6);
    close(quotient(one, sum), 1 / 64, 1e-6);
  }
});

test("numpy's softmax in float64, over scales from 1 to 10,000", () => {
  for (const { x, y } of golden.rows) {
    const ours = twoPassSoftmax(Float32Array.from(x));
    for (const [at, right] of y.entries()) if (right > 1e-30) close(ours[at], right, 2e-6);
  }
});
