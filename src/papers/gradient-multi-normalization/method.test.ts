import { constant, evaluate, input, optimizerBytes, orthogonalized, ones, random, Scope, type Tensor } from "#engine";
import { registerMatchers } from "#engine/testing";
import { describe, expect, test } from "vitest";
import golden from "./golden/numbers.json";
import { columns, multiNormalized, rows, sinkGd, sinkhorn, spectral, swan, swanOptimizer } from "./method.ts";

registerMatchers(expect);

const [m, n] = golden.shape;
const loose = { absolute: 1e-5, relative: 1e-5 };

/** In double precision. */
async function of(map: (x: Tensor) => Tensor, values: readonly number[], shape: readonly number[] = [m, n]) {
  const x = input("x", shape, "float64");
  return [...((await evaluate(map(x), { x: Float64Array.from(values) })).data as Float64Array)];
}

const sums = (x: readonly number[], width: number) => {
  const height = x.length / width;
  const at = (i: number, j: number) => x[i * width + j] ** 2;
  return {
    rows: Array.from({ length: height }, (_, i) =>
      Array.from({ length: width }, (_, j) => at(i, j)).reduce((a, b) => a + b),
    ),
    columns: Array.from({ length: width }, (_, j) =>
      Array.from({ length: height }, (_, i) => at(i, j)).reduce((a, b) => a + b),
    ),
  };
};

describe("alternating rows and columns", () => {
  const square = [1, 2, 3, 4];
  const cornered = [1, 2, -2, 0, 3, 4];

  test("meets the closed form of two by two: sqrt(2r / (1 + r)) with r = |ad| / |bc|", async () => {
    const [x, y] = [Math.sqrt(0.8), Math.sqrt(1.2)];
    expect(await of((g) => sinkhorn(g, 1), square, [2, 2])).toBeCloseToTensor([0.845154, 1.054093, 1.133893, 0.942809]);
    expect(await of((g) => sinkhorn(g, 5), square, [2, 2])).toBeCloseToTensor([x, y, y, x], { absolute: 3e-7 });
    expect(await of((g) => sinkhorn(g, 20), [1, -2, -3, 4], [2, 2])).toBeCloseToTensor([x, -y, -y, x], {
      absolute: 1e-9,
    });
  });

  test("is slow where a zero pins a corner", async () => {
    const after = (rounds: number) => of((g) => sinkhorn(g, rounds), cornered, [2, 3]);
    expect(await after(1)).toBeCloseToTensor([1.414214, 1.051177, -0.905357, 0, 0.946059, 1.086429]);
    expect(await after(5)).toBeCloseToTensor([1.414214, 0.791037, -0.638591, 0, 1.172289, 1.261825]);
    expect(await after(300)).toBeCloseToTensor([1.414214, 0.778839, -0.627224, 0, 1.180428, 1.267514], {
      absolute: 1e-3,
    });
    expect(await of(rows, cornered, [2, 3])).toBeCloseToTensor([0.57735, 1.1547, -1.1547, 0, 1.03923, 1.38564]);
  });

  test.each(["1", "5", "100"] as const)("after %s rounds its squares are numpy's Sinkhorn iterates", async (rounds) => {
    const found = await of((g) => sinkhorn(g, Number(rounds)), golden.gradient);
    expect(found).toBeCloseToTensor(golden.sinkhorn[rounds], { absolute: 1e-12, relative: 0 });
  });

  test("keeps signs, and sees neither the scale of the gradient nor, in the limit, that of any row or column", async () => {
    const limit = (values: readonly number[]) => of((g) => sinkhorn(g, 100), values);
    const found = await limit(golden.gradient);
    found.forEach((value, at) => expect(Math.sign(value)).toBe(Math.sign(golden.gradient[at])));
    const scaled = golden.gradient.map((value, at) => value * (1 + Math.floor(at / n)) * Math.exp((at % n) - 4));
    expect(await limit(scaled)).toBeCloseToTensor(found, { absolute: 1e-9 });
    const five = await of((g) => sinkhorn(g), golden.gradient);
    expect(
      await of(
        (g) => sinkhorn(g),
        golden.gradient.map((value) => 1e4 * value),
      ),
    ).toBeCloseToTensor(five, { absolute: 1e-12 });
  });

  test("leaves a dead row dead; the others share what it does not take", async () => {
    const dead = random(2).stream("dead").normal(24);
    dead.fill(0, 6, 12);
    const found = sums(await of((g) => sinkhorn(g, 60), [...dead], [4, 6]), 6);
    expect(found.rows[1]).toBe(0);
    for (const row of [0, 2, 3]) expect(found.rows[row]).toBeCloseTo((6 * 4) / 3, 6);
    for (const column of found.columns) expect(column).toBeCloseTo(4, 9);
  });

  test("on a dense gradient of 128 x 128 the rows are exact to a hundred-thousandth after five rounds, in single precision", async () => {
    const normal = random(3).stream("rows and columns");
    const scale = Array.from(normal.normal(256), (z) => Math.exp(z));
    const x = Float32Array.from(
      normal.normal(128 * 128),
      (z, at) => z * scale[Math.floor(at / 128)] * scale[128 + (at % 128)],
    );
    const found = await evaluate(sinkhorn(input("x", [128, 128])), { x });
    const { rows, columns } = sums([...(found.data as Float32Array)], 128);
    for (const row of rows) expect(Math.abs(Math.sqrt(row / 128) - 1)).toBeLessThan(1e-5);
    for (const column of columns) expect(Math.abs(Math.sqrt(column / 128) - 1)).toBeLessThan(1e-6);
  });
});

describe("SWAN", () => {
  test("is one round of rows and singular values, and numpy's singular value decomposition agrees, wide and tall", async () => {
    const instance = await of((g) => multiNormalized(g, [rows, spectral()], 1), golden.gradient);
    expect(instance).toBeCloseToTensor(golden.swan, { absolute: 1e-9 });
    expect(await of((g) => swan(g), golden.gradient)).toBeCloseToTensor(golden.swan, { absolute: 1e-9 });
    expect(await of((g) => swan(g.transpose()), golden.gradient)).toBeCloseToTensor(golden.tall, { absolute: 1e-9 });
    expect(await of((g) => swan(g, { center: true }), golden.gradient)).toBeCloseToTensor(golden.centred, {
      absolute: 1e-9,
    });
  });
  test("of the card's example is what it says", async () => {
    expect(await of((g) => swan(g), [1, 2, -2, 0, 3, 4], [2, 3])).toBeCloseToTensor(
      [0.5812, 1.2326, -1.0691, 0.0389, 1.1241, 1.3172],
      { absolute: 1e-4 },
    );
  });
  test("has its size back after a whitening that only comes near one", async () => {
    const size = (x: number[]) => Math.hypot(...x);
    const near = { polar: (x: Tensor) => orthogonalized(x) };
    expect(size(await of((g) => swan(g, near), golden.gradient))).not.toBeCloseTo(Math.sqrt(m * n), 3);
    expect(size(await of((g) => swan(g, { ...near, rescale: true }), golden.gradient))).toBeCloseTo(
      Math.sqrt(m * n),
      9,
    );
  });
});

test("every projection has the same Frobenius norm, and goes down with the gradient", async () => {
  const values = [...random(1).stream("x").normal(40)];
  for (const project of [rows, columns, spectral()])
    expect(Math.hypot(...(await of(project, values, [5, 8])))).toBeCloseTo(6.324555, 5);
  for (const map of [sinkhorn, swan]) {
    const found = await of((g) => map(g), golden.gradient);
    const along = found.reduce((sum, value, at) => sum + value * golden.gradient[at], 0);
    expect(along / Math.hypot(...found) / Math.hypot(...golden.gradient)).toBeGreaterThan(0.3);
  }
});

describe("the optimizers", () => {
  const scope = new Scope();
  const shapes = { embedding: [10, 4], head: [4, 10], "block/weight": [4, 6], gain: [4] } as const;
  for (const [name, shape] of Object.entries(shapes)) scope.parameter(name, shape, ones);

  test("keep nothing for hidden matrices, and Adam's two copies for the rest", () => {
    for (const optimizer of [sinkGd(), swanOptimizer()])
      expect(optimizerBytes(optimizer, scope.parameters)).toBe(4 * 2 * (40 + 40 + 4));
  });

  test("take output units for rows: the columns of weights [inputs, outputs] are scaled first", async () => {
    const spec = scope.parameters.find(({ name }) => name === "block/weight")!;
    const [gradient, zero] = [input("g", [4, 6]), constant(Array.from({ length: 4 }, () => Array<number>(6).fill(0)))];
    const { parameter } = sinkGd({ learningRate: 1, rounds: 1 }).update({
      ...{ spec, parameter: zero, gradient, state: {} },
      ...{ step: input("step", []), learningRate: input("rate", []) },
    });
    const g = random(9).stream("g").normal(24);
    const moved = [...((await evaluate(parameter, { g, rate: Float32Array.of(1) })).data as Float32Array)];
    // One round ends with the scaling over inputs' side: rows of [4, 6] are exact.
    for (const row of sums(moved, 6).rows) expect(row).toBeCloseTo(6, 4);
    expect(sums(moved, 6).columns.every((column) => Math.abs(column - 4) < 1e-3)).toBe(false);
  });

  test("a wrong scale is seen", async () => {
    // What the community code does: unit length, without the roots.
    const unit = await of((x) => x.div(x.square().sum(1).sqrt()), golden.gradient);
    expect(await of(rows, golden.gradient)).not.toBeCloseToTensor(unit, loose);
  });
});
