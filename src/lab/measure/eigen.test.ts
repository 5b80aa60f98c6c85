import { expect, test } from "vitest";
import { random } from "#engine";
import { effectiveRank, symmetricEigen } from "./eigen.ts";

test("eigenvalues and eigenvectors of a symmetric matrix make it again", () => {
  const draw = random(1).stream("x").normal(400);
  const symmetric = Array.from({ length: 20 }, (_, i) =>
    Float64Array.from({ length: 20 }, (_, j) => draw[20 * i + j] + draw[20 * j + i]),
  );
  const { values, vectors } = symmetricEigen(symmetric);
  symmetric.forEach((row, i) =>
    row.forEach((value, j) =>
      expect(values.reduce((sum, lambda, k) => sum + vectors[i][k] * lambda * vectors[j][k], 0)).toBeCloseTo(value, 10),
    ),
  );
});

test("the effective rank is the number of equal singular values, and less where they differ", () => {
  expect(effectiveRank([4, 0, 0, 0, 4, 0, 0, 0, 4])).toBeCloseTo(3, 10);
  expect(effectiveRank([2, 2, 2, 2])).toBeCloseTo(1, 6);
  // Singular values 3 and 1.
  const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
  expect(effectiveRank([9, 0, 0, 1])).toBeCloseTo(Math.exp(entropy), 10);
  expect(effectiveRank([0, 0, 0, 0])).toBeNaN();
});
