import { expect, test } from "vitest";
import { random } from "#engine";
import golden from "../golden/numbers.json";
import { matrix, sinkhornIterates, swanByEigenvalues, symmetricEigen } from "./reference.ts";

const [, n] = golden.shape;
const far = (a: readonly Float64Array[], b: ArrayLike<number>) =>
  Math.max(...a.flatMap((row, i) => [...row].map((value, j) => Math.abs(value - b[i * row.length + j]))));

test("the references agree with numpy", () => {
  const squares = matrix(
    golden.gradient.map((value) => value ** 2),
    n,
  );
  const wanted = golden.sinkhorn[5].map((value) => value ** 2);
  expect(far(sinkhornIterates(squares, 5), wanted)).toBeLessThan(1e-12);
  expect(far(swanByEigenvalues(matrix(golden.gradient, n)), golden.swan)).toBeLessThan(1e-9);
});

test("eigenvectors are orthonormal and give the matrix back", () => {
  const x = matrix(random(1).stream("x").normal(400), 20);
  const symmetric = x.map((a, i) => a.map((_, j) => x[i][j] + x[j][i]));
  const { values, vectors } = symmetricEigen(symmetric);
  const product = vectors.map((a) =>
    Float64Array.from(vectors, (b) => a.reduce((sum, v, k) => sum + v * values[k] * b[k], 0)),
  );
  expect(
    far(
      product,
      symmetric.flatMap((row) => [...row]),
    ),
  ).toBeLessThan(1e-10);
});
