/**
 * Latent semantic analysis: the directions in which texts differ most, as vectors of words (Deerwester et al. 1990). By subspace iteration:
 * words -> texts -> words, made orthonormal after each round.
 */
import { compile, input, open, random } from "#engine";
import { bagsFrom, pool, RowSums, type Bags } from "./bags.ts";

/** Texts that are projected at once. */
const chunk = 4_096;

/**
 * @param bags of texts, their weights scaled so that every text counts the same.
 * @returns an orthonormal basis of words, [words, width], the strongest direction first, and the strength of each (singular values).
 */
export async function latentBasis(
  bags: Bags,
  { words, width, rounds, seed }: { words: number; width: number; rounds: number; seed: number },
): Promise<{ basis: Float32Array; strengths: Float32Array }> {
  let basis: Float32Array = random(seed)
    .stream("latent")
    .normal(words * width);
  const texts = bags.offsets.length - 1;
  const sums = new RowSums(words, width);
  for (let round = 0; round < rounds; round++) {
    ({ basis } = await orthonormal(basis, words, width));
    for (let from = 0; from < texts; from += chunk) {
      const some = bagsFrom(bags, from, Math.min(texts, from + chunk));
      sums.add(pool(basis, width, some), some);
    }
    const { rows, values } = sums.take();
    basis = new Float32Array(words * width);
    rows.forEach((row, at) => basis.set(values.subarray(at * width, (at + 1) * width), row * width));
  }
  const found = await orthonormal(basis, words, width);
  return { basis: found.basis, strengths: found.lengths.map(Math.sqrt) };
}

/** Columns made orthonormal in their order, by Cholesky's factor of their products: B = Q R with R' R = B' B. Lengths: R's diagonal. */
async function orthonormal(matrix: Float32Array, rows: number, width: number) {
  const scale = 1 / Math.sqrt(matrix.reduce((sum, value) => sum + value * value, 0) / width || 1);
  const columns = input("columns", [rows, width]);
  const products = await open(compile({ outputs: { products: columns.transpose().matmul(columns) } }), { threads: 1 });
  const times = await open(compile({ outputs: { product: columns.matmul(input("factor", [width, width])) } }), {
    threads: 1,
  });
  let basis: Float32Array = matrix.map((value) => value * scale);
  let lengths = new Float32Array(width);
  // Twice: the first leaves an error that the squared condition makes.
  for (const pass of [0, 1]) {
    const gram = Float64Array.from((await products.run({ columns: basis })).products.data, Number);
    const { inverse, diagonal } = inverseOfFactor(gram, width);
    basis = (await times.run({ columns: basis, factor: inverse })).product.data as Float32Array;
    if (pass === 0) lengths = Float32Array.from(diagonal, (value) => value / scale);
  }
  await products.release();
  await times.release();
  return { basis, lengths };
}

/** R^-1 of the upper triangular R with R' R = gram. */
function inverseOfFactor(gram: Float64Array, n: number) {
  const r = new Float64Array(n * n);
  const trace = Array.from({ length: n }, (_, i) => gram[i * n + i]).reduce((a, b) => a + b, 0);
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++) {
      let sum = gram[i * n + j];
      for (let k = 0; k < i; k++) sum -= r[k * n + i] * r[k * n + j];
      // A direction that the others have already: of no length, so that it stays small instead of not a number.
      if (i === j) r[i * n + i] = Math.sqrt(Math.max(sum, (1e-10 * trace) / n));
      else r[i * n + j] = sum / r[i * n + i];
    }
  const inverse = new Float32Array(n * n);
  for (let j = 0; j < n; j++) {
    const column = new Float64Array(n);
    for (let i = j; i >= 0; i--) {
      let sum = i === j ? 1 : 0;
      for (let k = i + 1; k <= j; k++) sum -= r[i * n + k] * column[k];
      column[i] = sum / r[i * n + i];
      inverse[i * n + j] = column[i];
    }
  }
  return { inverse, diagonal: Float64Array.from({ length: n }, (_, i) => r[i * n + i]) };
}
