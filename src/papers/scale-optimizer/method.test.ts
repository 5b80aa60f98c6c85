import { constant, createTrainer, evaluate, input, normal, ones, optimizerBytes, random, Scope, sgd } from "#engine";
import { registerMatchers } from "#engine/testing";
import { describe, expect, test } from "vitest";
import golden from "./golden/numbers.json";
import { memoryOf, normalized, parameterCounts, published, scale, type ScaleOptions } from "./method.ts";

registerMatchers(expect);

/** Rows of the card's [out, in] layout as the columns of [in, out]. */
const transposed = (rows: readonly (readonly number[])[]) => rows[0].map((_, column) => rows.map((row) => row[column]));
const direction = async (matrix: readonly (readonly number[])[], options: Parameters<typeof normalized>[1] = {}) =>
  (await evaluate(normalized(constant(matrix), options))).data as Float32Array;

describe("a normalized gradient", () => {
  test("of a linear map has unit root mean square over the inputs of each output unit", async () => {
    const units = [
      [3, 4, 0],
      [0, 1, -1],
    ];
    expect(await direction(transposed(units))).toBeCloseToTensor(
      transposed([
        [1.03923, 1.385641, 0],
        [0, 1.224745, -1.224745],
      ]),
    );
  });
  test("of an embedding has it over the vocabulary, for each feature", async () => {
    const embedding = [[1, 0], [2, 0], [2, -3], [0, 4]]; // prettier-ignore
    expect(await direction(embedding)).toBeCloseToTensor(
      [[0.666667, 0], [1.333333, 0], [1.333333, -1.2], [0, 1.6]], // prettier-ignore
    );
  });
  test("does not see the scale of the gradient or of one output unit, and keeps zeros", async () => {
    const values = [[1, 0, -2], [3, 0, 0.5]]; // prettier-ignore
    const wanted = await direction(values);
    expect(await direction(values.map((row) => row.map((value) => 1e5 * value)))).toBeCloseToTensor(wanted);
    expect(await direction(values.map(([a, b, c]) => [7 * a, b, c]))).toBeCloseToTensor(wanted);
    expect([wanted[1], wanted[4]]).toEqual([0, 0]);
    for (const column of [0, 2]) expect((wanted[column] ** 2 + wanted[3 + column] ** 2) / 2).toBeCloseTo(1, 6);
  });
  test("of unit length is smaller by the square root of the inputs; over the outputs it is another one", async () => {
    const values = [[1, 2], [3, 4], [5, 6], [7, 8]]; // prettier-ignore
    const rms = await direction(values);
    expect((await direction(values, { norm: "l2" })).map((value) => 2 * value)).toBeCloseToTensor(rms);
    const other = await direction(values, { over: "outputs" });
    expect((other[0] ** 2 + other[1] ** 2) / 2).toBeCloseTo(1, 6);
  });
});

/** A model of every role whose gradients are what is fed, so that a step shows what the optimizer makes of them. */
const shapes = { embedding: [4, 2], head: [2, 2], "block/weight": [3, 2], gain: [2] } as const;
type Gradients = Readonly<Partial<Record<keyof typeof shapes, readonly number[]>>>;

/** Parameters after each of the steps on these gradients; matrices start at zero, the gain at one. */
async function steps(options: ScaleOptions, gradients: readonly Gradients[]) {
  const scope = new Scope();
  const parts = Object.entries(shapes).map(([name, shape]) =>
    scope
      .parameter(name, shape, name === "gain" ? ones : normal(0))
      .mul(input(`${name} gradient`, shape))
      .sum(),
  );
  const loss = parts.reduce((sum, part) => sum.add(part));
  const trainer = await createTrainer({ scope, loss, optimizer: scale({ learningRate: 1, ...options }) });
  const after = [];
  for (const given of gradients) {
    const feeds = Object.entries(shapes).map(([name, shape]) => [
      `${name} gradient`,
      Float32Array.from(given[name as keyof typeof shapes] ?? Array(shape.reduce<number>((n, m) => n * m, 1)).fill(0)),
    ]);
    await trainer.step(Object.fromEntries(feeds));
    after.push(trainer.parameters());
  }
  await trainer.release();
  return after;
}

const negative = (values: ArrayLike<number>) => Array.from(values, (value) => -value);
const head = [{ head: [1, 0, 0, 2] }, { head: [0, 0, 1, 2] }] as const;

describe("a step of SCALE", () => {
  // The card's rows are output units: its [[1,0],[0,2]] and [[0,1],[0,2]], transposed.
  test("follows the head's averaged gradient, normalized, without a correction for its start", async () => {
    const [first, second] = await steps({}, head);
    expect(negative(first.head)).toBeCloseToTensor([1.414214, 0, 0, 1.414214]);
    const moved = second.head.map((value, at) => first.head[at] - value);
    expect(moved).toBeCloseToTensor([0.946059, 0, 1.051177, 1.414214]);
  });
  test("of any other matrix forgets what was before; without momentum the head does, too", async () => {
    const [first, second] = await steps({ momentumIn: [] }, head);
    const moved = second.head.map((value, at) => first.head[at] - value);
    expect(moved).toBeCloseToTensor([0, 0, Math.SQRT2, Math.SQRT2]);
    const hidden = [{ "block/weight": [1, 0, 0, 0, 0, 1] }, { "block/weight": [0, 0, 5, 0, 0, 1] }];
    const [one, two] = await steps({}, hidden);
    const w = (at: number) => one["block/weight"][at] - two["block/weight"][at];
    expect([w(0), w(2)]).toBeCloseToTensor([0, Math.sqrt(3)]);
  });
  test("does not change with the scale of the loss, but for Adam's eps in the gains", async () => {
    const draw = (scaled: number): Gradients[] =>
      [1, 2, 3].map((step) =>
        Object.fromEntries(
          Object.entries(shapes).map(([name, shape]) => [
            name,
            [
              ...random(step)
                .stream(name)
                .normal(shape.reduce<number>((n, m) => n * m, 1)),
            ].map((g) => scaled * g),
          ]),
        ),
      );
    const [plain, scaled] = [(await steps({}, draw(1))).at(-1)!, (await steps({}, draw(1000))).at(-1)!];
    for (const name of Object.keys(shapes)) expect(scaled[name]).toBeCloseToTensor(plain[name]);
  });
  test("moves gains by Adam's rate of their own, and shrinks matrices only if told", async () => {
    const [{ gain }] = await steps({ vectors: 0.02 }, [{ gain: [3, -5] }]);
    expect(gain).toBeCloseToTensor([0.98, 1.02], { absolute: 1e-5 });
    const [first, second] = await steps({ weightDecay: 0.1 }, [{ head: [1, 0, 0, 2] }, {}]);
    // No gradient: the average goes on in the same direction.
    expect(second.head[0]).toBeCloseTo(0.9 * first.head[0] - Math.SQRT2, 5);
  });
  test("gives the ends their own rate if told", async () => {
    const given = [{ embedding: [1, 1, 1, 1, 1, 1, 1, 1], head: [1, 1, 1, 1], "block/weight": [1, 1, 1, 1, 1, 1] }];
    const [after] = await steps({ ends: 0.5 }, given);
    expect([after.embedding[0], after.head[0], after["block/weight"][0]]).toBeCloseToTensor([-0.5, -0.5, -1]);
  });
});

test("five steps agree with numpy's, written after the authors' file (golden/make.py)", async () => {
  const { gradients, weights, learningRate, vectors } = golden;
  const names = Object.keys(shapes) as (keyof typeof shapes)[];
  const given = [0, 1, 2, 3, 4].map((t) => Object.fromEntries(names.map((name) => [name, gradients[name][t]])));
  const after = (await steps({ learningRate, vectors }, given)).at(-1)!;
  for (const name of names) expect(after[name], name).toBeCloseToTensor(weights[name], { absolute: 2e-6, relative: 0 });
});

describe("memory", () => {
  const gigabytes = (optimizer: Parameters<typeof memoryOf>[0]) =>
    Object.values(published).map((shape) => memoryOf(optimizer, shape).total / 1e9);
  test.each([
    ["SCALE", [0.15, 0.32, 0.8, 2.81, 13.74]],
    ["Adam", [0.35, 0.81, 2.21, 8.04]],
    ["SinkGD and SWAN", [0.25, 0.47, 1.0, 3.2]],
    // The authors' column for Muon counts one momentum for every tensor.
    ["Momentum", [0.23, 0.54, 1.47, 5.36]],
  ] as const)("of %s at the paper's sizes is what the authors' table says", (optimizer, wanted) => {
    gigabytes(optimizer)
      .slice(0, wanted.length)
      .forEach((value, at) => expect(Math.abs(value - wanted[at])).toBeLessThan(0.0101));
  });
  // The gains, which Adam moves, add 0.1 points at most.
  test("of SCALE is 42.7 down to 35.0 % of Adam's", () => {
    const shares = Object.values(published).map(
      (shape) => (100 * memoryOf("SCALE", shape).total) / memoryOf("Adam", shape).total,
    );
    expect(shares.slice(0, 4).map((share) => share.toFixed(1))).toEqual(["42.7", "39.5", "36.3", "35.0"]);
  });
  test("is what the optimizer asks the engine for", () => {
    const shape = { vocabulary: 4, width: 2, depth: 0, hidden: 0 };
    const { embedding, head, vectors } = parameterCounts(shape);
    const scope = new Scope();
    for (const [name, sizes] of Object.entries(shapes)) scope.parameter(name, sizes, ones);
    expect([embedding, head, vectors]).toEqual([8, 8, 2]);
    expect(optimizerBytes(scale(), scope.parameters)).toBe(4 * (4 + 2 * 2));
    expect(optimizerBytes(scale({ momentumIn: [] }), scope.parameters)).toBe(4 * (2 * 2));
    expect(optimizerBytes(sgd(), scope.parameters)).toBe(0);
  });
});
