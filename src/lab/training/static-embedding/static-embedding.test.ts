import { expect, test } from "vitest";
import { random } from "#engine";
import { bagsFrom, bagsOf, pool, RowSums, type Bags } from "./bags.ts";
import { latentBasis } from "./latent.ts";
import { openStaticTraining } from "./training.ts";

const bags = bagsOf([
  new Map([
    [2, 1.5],
    [0, 0.5],
  ]),
  new Map(),
  new Map([[2, -1]]),
]);

test("a text is the weighted sum of its words, and a text of none is zero", () => {
  const table = Float32Array.from([1, 2, 9, 9, 10, 20]);
  expect([...pool(table, 2, bags)]).toEqual([15.5, 31, 0, 0, -10, -20]);
  expect([...pool(table, 2, bagsFrom(bags, 2, 3))]).toEqual([-10, -20]);
});

test("sums by row are the transpose of pooling, and begin anew when they were taken", () => {
  const sums = new RowSums(3, 2);
  for (let again = 0; again < 2; again++) {
    sums.add(Float32Array.from([1, 2, 7, 7, 10, 20]), bags);
    const { rows, values } = sums.take();
    expect([...rows]).toEqual([2, 0]);
    expect([...values.subarray(0, 4)]).toEqual([1.5 - 10, 3 - 20, 0.5, 1]);
  }
});

test("sums have room for any number of rows", () => {
  const sums = new RowSums(5_000, 1);
  sums.add(Float32Array.of(2), bagsOf([new Map(Array.from({ length: 5_000 }, (_, row) => [row, row]))]));
  const { rows, values } = sums.take();
  expect(rows).toHaveLength(5_000);
  expect(values[4_321]).toBe(2 * 4_321);
});

const [words, width, batch, temperature] = [7, 3, 4, 0.3];
const drawn = (seed: number): Bags =>
  bagsOf(
    Array.from({ length: batch }, (_, bag) => {
      const stream = random(seed).stream(`bag ${bag}`);
      const rows = stream.permutation(words).subarray(0, 3);
      const weights = stream.uniform(3);
      return new Map(Array.from(rows, (row, at) => [row, 0.2 + weights[at]]));
    }),
  );
const pairs = { queries: drawn(1), passages: drawn(2), identities: Int32Array.of(5, 6, 5, 7) };
const start = () => ({
  table: random(3)
    .stream("table")
    .normal(words * width),
  squares: new Float32Array(words * width),
});

/** The loss as its formula has it, in double precision. */
function lossOf(table: Float64Array): number {
  const unit = (side: Bags, bag: number): number[] => {
    const sum = new Array<number>(width).fill(0);
    for (let at = side.offsets[bag]; at < side.offsets[bag + 1]; at++)
      for (let d = 0; d < width; d++) sum[d] += side.weights[at] * table[side.rows[at] * width + d];
    const length = Math.hypot(...sum);
    return sum.map((value) => value / length);
  };
  const [q, p] = [pairs.queries, pairs.passages].map((side) => Array.from({ length: batch }, (_, i) => unit(side, i)));
  const cosine = (i: number, j: number) => q[i].reduce((sum, value, d) => sum + value * p[j][d], 0) / temperature;
  let loss = 0;
  for (let i = 0; i < batch; i++) {
    const others = Array.from({ length: batch }, (_, j) => j).filter(
      (j) => j === i || pairs.identities[j] !== pairs.identities[i],
    );
    loss += Math.log(others.reduce((sum, j) => sum + Math.exp(cosine(i, j)), 0)) - cosine(i, i);
    loss += Math.log(others.reduce((sum, j) => sum + Math.exp(cosine(j, i)), 0)) - cosine(i, i);
  }
  return loss / (2 * batch);
}

test("the loss is in-batch InfoNCE both ways without pairs of one text, and its gradient what central differences say", async () => {
  const state = start();
  const before = Float64Array.from(state.table);
  const training = await openStaticTraining({ words, width, batch, temperature }, state);
  expect(await training.step(pairs, 0.01)).toBeCloseTo(lossOf(before), 5);
  for (let at = 0; at < before.length; at++) {
    const moved = (by: number) => lossOf(before.map((value, other) => (other === at ? value + by : value)));
    const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
    // From a state without squares, they are those of this gradient, and the step goes against it.
    expect(Math.sqrt(state.squares[at])).toBeCloseTo(Math.abs(slope), 4);
    if (Math.abs(slope) > 1e-3) expect(state.table[at] - before[at]).toBeCloseTo(-0.01 * Math.sign(slope), 6);
  }
  await training.release();
});

test("a training goes on from its state as if it had not stopped", async () => {
  const [whole, parts] = [start(), start()];
  const settings = { words, width, batch, temperature };
  const once = await openStaticTraining(settings, whole);
  const losses: number[] = [];
  for (let step = 0; step < 6; step++) losses.push(await once.step(pairs, 0.1));
  await once.release();
  expect(losses[5]).toBeLessThan(losses[0]);
  for (let part = 0; part < 2; part++) {
    const again = await openStaticTraining(settings, { table: parts.table.slice(), squares: parts.squares.slice() });
    for (let step = 0; step < 3; step++) expect(await again.step(pairs, 0.1)).toBe(losses[3 * part + step]);
    parts.table.set(again.table);
    parts.squares.set(again.squares);
    await again.release();
  }
  expect(parts.table).toEqual(whole.table);
});

test("latent directions are the matrix's own, the strongest first, and orthonormal", async () => {
  const [texts, terms, directions] = [40, 12, 3];
  const stream = random(5).stream("matrix");
  const strong = [9, 4, 2];
  // Three orthogonal patterns of words, each in texts of its own, and some noise.
  const noise = stream.normal(texts * terms);
  const matrix = Array.from({ length: texts }, (_, text) =>
    Array.from(
      { length: terms },
      (_, term) => (term % 3 === text % 3 ? strong[text % 3] : 0) + 0.01 * noise[text * terms + term],
    ),
  );
  const rows = bagsOf(matrix.map((row) => new Map(row.map((value, term) => [term, value]))));
  const { basis, strengths } = await latentBasis(rows, { words: terms, width: directions, rounds: 8, seed: 1 });
  const column = (d: number) => Array.from({ length: terms }, (_, term) => basis[term * directions + d]);
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, at) => sum + value * b[at], 0);
  for (let d = 0; d < directions; d++) {
    for (let other = 0; other < directions; other++)
      expect(dot(column(d), column(other))).toBeCloseTo(Number(d === other), 5);
    const image = matrix.map((row) => dot(row, column(d)));
    const back = column(d).map((_, term) =>
      dot(
        image,
        matrix.map((row) => row[term]),
      ),
    );
    column(d).forEach((value, term) => expect(back[term] / strengths[d] ** 2).toBeCloseTo(value, 3));
  }
  const share = (pattern: number) => Math.hypot(...column(pattern).filter((_, term) => term % 3 === pattern));
  expect([0, 1, 2].map(share).every((value) => value > 0.999)).toBe(true);
});

test("more directions than the texts have are none, and no numbers that are not numbers", async () => {
  const { basis } = await latentBasis(bagsOf([new Map([[0, 1]]), new Map([[1, 1]])]), {
    ...{ words: 6, width: 4, rounds: 3, seed: 1 },
  });
  expect(basis.every(Number.isFinite)).toBe(true);
});
