import { expect, test } from "vitest";
import { erfc } from "./error-function.ts";

// As C's erfc has them.
test.each([
  [-3, 1.9999779095030015],
  [-0.5, 1.5204998778130465],
  [0, 1],
  [0.001, 0.9988716212090307],
  [0.5, 0.4795001221869535],
  [1, 0.15729920705028513],
  [2, 0.004677734981047265],
  [2.4999, 0.0004071699003334514],
  [4, 1.541725790028002e-8],
  [6.3, 5.124221687395715e-19],
  [20, 5.3958656116079005e-176],
  [26, 5.663192408856143e-296],
])("erfc(%d) is %d to a relative error of 1e-12", (x, expected) => {
  expect(Math.abs(erfc(x) / expected - 1)).toBeLessThan(1e-12);
});
