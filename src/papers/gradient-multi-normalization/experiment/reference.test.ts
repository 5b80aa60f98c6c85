import { expect, test } from "vitest";
import golden from "../golden/numbers.json";
import { matrix, sinkhornIterates, swanByEigenvalues } from "./reference.ts";

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
