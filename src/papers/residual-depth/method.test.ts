import { describe, expect, test } from "vitest";
import {
  compile,
  constant,
  gradient,
  initialize,
  input,
  open,
  random,
  Scope,
  type Parameters,
  type Tensor,
} from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { slope } from "#lab/measure/statistics";
import { arms, modelOf } from "./experiment/arms.ts";
import { binomials, pathCounts, predicted } from "./experiment/untrained.ts";
import { gradientAtStart, norm, normalized, reluBlock, tanhBlock, vectors } from "./experiment/vectors.ts";
import golden from "./golden/numbers.json";
import {
  branchFactors,
  complexityAlong,
  perceptron,
  residualTower,
  seriesTerms,
  tensors,
  towerClassifier,
  type Block,
  type Space,
} from "./method.ts";

registerMatchers(expect);

const numbers: Space<number> = { add: (a, b) => a + b, scale: (value, factor) => factor * value };
const linear = (a: number): Block<number> => ({ value: (z) => a * z, derivative: (_, along) => a * along });
const tanh = (w: number): Block<number> => ({
  value: (z) => Math.tanh(w * z),
  derivative: (z, along) => w * (1 - Math.tanh(w * z) ** 2) * along,
});

async function values(outputs: Record<string, Tensor>, weights: Parameters, feeds: Parameters = {}) {
  const program = compile({ outputs });
  const session = await open(program, { threads: 1 });
  const own = Object.fromEntries(program.parameters.map(({ name }) => [name, weights[name]]));
  const result = await session.run({ ...own, ...feeds });
  await session.release();
  return result;
}

describe("paths", () => {
  test("three blocks of gain 1 with factor 1 make 8 = 1 + 3 + 3 + 1", () => {
    expect(pathCounts(3)).toEqual([1, 3, 3, 1]);
    expect(residualTower(1, [linear(1), linear(1), linear(1)], 1, numbers)).toEqual([1, 2, 4, 8]);
  });

  test("ten blocks have 1, 10, 45, 120, 210, 252, ... of them, and each block doubles their number", () => {
    expect(pathCounts(10)).toEqual([1, 10, 45, 120, 210, 252, 210, 120, 45, 10, 1]);
    expect(binomials(10)).toEqual(pathCounts(10));
    const totals = [4, 5, 6].map((n) => pathCounts(n).reduce((sum, count) => sum + count));
    expect(totals).toEqual([16, 32, 64]);
  });

  test("of linear blocks are the tower: a sum over all subsets, the later block on the left", () => {
    const stream = random(3).stream("blocks");
    const [size, depth, factor] = [4, 6, 0.7];
    const matrices = Array.from({ length: depth }, () => Array.from({ length: size }, () => stream.normal(size)));
    const times = (matrix: Float32Array[], v: Float64Array) =>
      Float64Array.from(matrix, (row) => row.reduce((sum, entry, at) => sum + entry * v[at], 0));
    const blocks = matrices.map((matrix) => ({ value: (z: Float64Array) => times(matrix, z) }));
    const z = Float64Array.from(stream.normal(size));
    let sum: Float64Array = new Float64Array(size);
    for (let subset = 0; subset < 2 ** depth; subset++) {
      let term: Float64Array = z;
      for (let at = 0; at < depth; at++)
        if ((subset >> at) & 1) term = vectors.scale(times(matrices[at], term), factor);
      sum = vectors.add(sum, term);
    }
    const tower = residualTower(z, blocks, factor, vectors).at(-1)!;
    expect(norm(vectors.add(tower, vectors.scale(sum, -1))) / norm(tower)).toBeLessThan(1e-14);
  });
});

describe("the series", () => {
  const blocks = [1, 2, -1].map(tanh);
  const [z, third] = [0.5, -0.03425538];

  test("has the worked example's first two orders", () => {
    const { first, second } = seriesTerms(z, blocks, numbers);
    expect(first).toBeCloseTo(0.76159416, 8);
    expect(second).toBeCloseTo(-0.57423029, 8);
  });

  test("leaves the worked example's errors: of fourth order after the third, of second after the first", () => {
    const { first, second } = seriesTerms(z, blocks, numbers);
    const factors = [0.2, 0.1, 0.05, 0.025];
    const ends = factors.map((factor) => residualTower(z, blocks, factor, numbers).at(-1)!);
    [0.63021295, 0.57045948, 0.5366448, 0.51868074].forEach((end, at) => expect(ends[at]).toBeCloseTo(end, 8));
    const afterThree = ends.map((end, at) => {
      const factor = factors[at];
      return Math.abs(end - z - factor * first - factor ** 2 * second - factor ** 3 * third);
    });
    [1.137e-3, 7.66e-5, 4.95e-6, 3.14e-7].forEach((error, at) => expect(afterThree[at] / error).toBeCloseTo(1, 2));
    const orderOf = (errors: number[]) => slope(errors.map((error, at) => [Math.log(factors[at]), Math.log(error)]));
    expect(orderOf(afterThree)).toBeCloseTo(4, 0);
    const afterOne = ends.map((end, at) => Math.abs(end - z - factors[at] * first));
    expect(orderOf(afterOne)).toBeCloseTo(2, 0);
  });

  test("needs the blocks in their order, and everything at the input", () => {
    const { second } = seriesTerms(z, blocks, numbers);
    expect(seriesTerms(z, blocks.toReversed(), numbers).second).not.toBeCloseTo(second, 3);
  });

  test("of a tower of perceptrons is what numpy finds by finite differences over all pairs", async () => {
    const { blocks, encoder, decoder, x, factor, logits, first, second, complexity } = golden;
    const weights: Parameters = {
      encoder: Float32Array.from(encoder.flat()),
      decoder: Float32Array.from(decoder.flat()),
    };
    blocks.forEach((parts, at) =>
      ["first/weight", "first/bias", "second/weight", "second/bias"].forEach(
        (name, part) => (weights[`block ${at + 1}/${name}`] = Float32Array.from((parts[part] as number[]).flat())),
      ),
    );
    const scope = new Scope({ mode: "inference" });
    const images = input("x", [x.length, x[0].length]);
    const branch = (at: Scope, width: number) => perceptron(at, width, { hidden: golden.blocks[0][1].length });
    const shape = { depth: blocks.length, width: decoder.length, classes: decoder[0].length };
    const tower = towerClassifier(scope, images, { ...shape, factor, branch });
    const terms = seriesTerms(
      tower.streams[0],
      blocks.map((_, at) => branch(scope.scope(`block ${at + 1}`), shape.width)),
      tensors,
    );
    const direction = (at: number) => constant(Array.from({ length: shape.classes }, (_, k) => Number(k === at)));
    const total = [0, 1, 2]
      .map((at) => complexityAlong(tower.logits, images, direction(at)))
      .reduce((a, b) => a.add(b));
    const found = await values({ logits: tower.logits, ...terms, total }, weights, { x: Float32Array.from(x.flat()) });
    expect(found.logits).toBeCloseToTensor(logits, { absolute: 1e-5 });
    expect(found.first).toBeCloseToTensor(first, { absolute: 1e-5 });
    expect(found.second).toBeCloseToTensor(second, { absolute: 2e-5 });
    expect(Number(found.total.data[0]) / complexity).toBeCloseTo(1, 4);
  });

  test("refuses a branch with a norm, whose derivative is not this one", () => {
    const { derivative } = perceptron(new Scope(), 4, { before: (_, z) => z });
    expect(() => derivative(input("z", [1, 4]), input("v", [1, 4]))).toThrow("has no derivative");
  });
});

describe("growth", () => {
  test("of random towers is that of another program: means over five draws at width 64", () => {
    const depths = [8, 32, 128];
    const draws = [0, 1, 2, 3, 4].map((draw) => {
      const stream = random(9).stream(`draw ${draw}`);
      const z = Float64Array.from(stream.normal(64));
      const blocks = Array.from({ length: 128 }, () => reluBlock(stream, 64));
      const grown = (depth: number, factor: number) =>
        Math.log10(norm(residualTower(z, blocks.slice(0, depth), factor, vectors).at(-1)!) / norm(z));
      return Object.values(branchFactors).map((of) => depths.map((depth) => grown(depth, of(depth))));
    });
    const oracle = [
      [1.02, 4.62, 18.5],
      [0.22, 0.21, 0.24],
      [0.019, 0.003, 0],
    ];
    // Two means of five draws differ by a quarter at factor 1, hardly ever by more.
    for (const [rule, row] of oracle.entries())
      for (const [at, expected] of row.entries()) {
        const mean = draws.reduce((sum, runs) => sum + runs[rule][at] / draws.length, 0);
        expect(Math.abs(mean - expected), `rule ${rule}, ${depths[at]} blocks`).toBeLessThan(
          [0.25, 0.3, 0.6][at] / (rule === 0 ? 1 : 4),
        );
      }
  });

  test("has its closed forms: energies by order, and the two limits to e", () => {
    expect(predicted(512, 1)).toBeCloseTo(77.06, 2);
    expect(predicted(128, branchFactors["1/sqrt n"](128))).toBeCloseTo(0.216, 3);
    // Independent linear blocks, n = 16, factor 1/4: the order energies are C(16, k) / 16^k.
    const energies = pathCounts(16).map((count, k) => count / 16 ** k);
    [1, 1, 0.46875, 0.13672, 0.02777].forEach((energy, k) => expect(energies[k]).toBeCloseTo(energy, 5));
    expect(energies.reduce((sum, energy) => sum + energy)).toBeCloseTo(2.6379, 4);
    const aligned = (n: number, factor: number) => residualTower(1, Array(n).fill(linear(1)), factor, numbers).at(-1)!;
    [10, 100, 1000].forEach((n, at) => {
      expect(aligned(n, branchFactors["1/n"](n))).toBeCloseTo([2.59374, 2.70481, 2.71692][at], 5);
      expect(aligned(n, branchFactors["1/sqrt n"](n)) / [15.607, 13780.6, 3.318e13][at]).toBeCloseTo(1, 3);
    });
  });

  test("backwards is the transposed tower: pullbacks and derivatives agree", () => {
    const stream = random(4).stream("pull");
    const draw = () => Float64Array.from(stream.normal(8));
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, at) => sum + value * b[at], 0);
    const [z, v, g] = [draw(), draw(), draw()];
    for (const block of [reluBlock(stream, 8), tanhBlock(stream, 8)])
      expect(dot(block.derivative(z, v), g)).toBeCloseTo(dot(v, block.pullback(z, g)), 12);
    const normed = normalized(tanhBlock(stream, 8));
    const step = 1e-6;
    const moved = (by: number) => normed.value(vectors.add(z, vectors.scale(v, by)));
    const along = vectors.scale(vectors.add(moved(step), vectors.scale(moved(-step), -1)), 1 / (2 * step));
    expect(dot(along, g)).toBeCloseTo(dot(v, normed.pullback(z, g)), 8);
    // One block, factor 0: the gradient passes unchanged.
    expect(gradientAtStart([z, z], [normed], 0, g)).toBe(norm(g));
  });
});

describe("the tower as a classifier", () => {
  const images = input("images", [4, 784]);
  const fed = {
    images: random(5)
      .stream("images")
      .uniform(4 * 784),
  };
  const shape = { depth: 3, width: 8, classes: 10 };

  test("with factor 0 is its encoder and decoder, and no block has a gradient", async () => {
    const scope = new Scope();
    const { logits, streams } = towerClassifier(scope, images, { ...shape, factor: input("factor", [1]) });
    const plain = streams[0].matmul(scope.parameter("decoder", [8, 10], () => new Float32Array(80)));
    const blocks = scope.parameters.filter(({ name }) => name.startsWith("block"));
    const slopes = gradient(
      logits.square().sum(),
      blocks.map(({ tensor }) => tensor),
    );
    const sizes = Object.fromEntries(slopes.map((g, at) => [`g${at}`, g.abs().max()]));
    const feeds = { ...fed, factor: Float32Array.of(0) };
    const seen = await values({ logits, plain, ...sizes }, initialize(scope, 1), feeds);
    expect(seen.logits.data).toEqual(seen.plain.data);
    for (const name of Object.keys(sizes)) expect(seen[name].data[0]).toBe(0);
  });

  test("with SkipInit only the gates have a gradient at the start", async () => {
    const scope = new Scope();
    const logits = modelOf(arms.SkipInit, 2)(scope, images);
    const blocks = scope.parameters.filter(({ name }) => name.startsWith("block"));
    const slopes = gradient(
      logits.square().sum(),
      blocks.map(({ tensor }) => tensor),
    );
    const sizes = Object.fromEntries(slopes.map((g, at) => [`of ${blocks[at].name}`, g.abs().max()]));
    const seen = await values(sizes, initialize(scope, 1), fed);
    for (const { name } of blocks) expect(Number(seen[`of ${name}`].data[0]) > 0).toBe(name.endsWith("gate"));
  });

  test("is the same forward with the factor folded into the last matrices, and another one after a step of Adam", async () => {
    const factor = 0.25;
    const [scope, folded] = [new Scope(), new Scope()];
    const ours = towerClassifier(scope, images, { ...shape, factor }).logits;
    const theirs = towerClassifier(folded, images, { ...shape, factor: 1 }).logits;
    const weights = initialize(scope, 1);
    const scaled = Object.fromEntries(
      Object.entries(weights).map(([name, data]) => [name, /second/.test(name) ? data.map((w) => factor * w) : data]),
    );
    // Adam's first step is the sign of the gradient times the rate, whatever its size.
    const step = (at: Scope, logits: Tensor, from: Parameters) =>
      Promise.all(
        at.parameters.map(async ({ name, tensor }) => {
          const { g } = await values({ g: gradient(logits.square().sum(), [tensor])[0] }, from, fed);
          return [name, from[name].map((w, i) => w - 1e-2 * Math.sign(Number(g.data[i])))] as const;
        }),
      ).then(Object.fromEntries) as Promise<Parameters>;
    const of = async (logits: Tensor, from: Parameters) => (await values({ logits }, from, fed)).logits;
    expect(await of(theirs, scaled)).toBeCloseToTensor(await of(ours, weights), { absolute: 1e-5 });
    const [next, other] = [await step(scope, ours, weights), await step(folded, theirs, scaled)];
    expect(await of(theirs, other)).not.toBeCloseToTensor(await of(ours, next), { absolute: 1e-2 });
  });

  test("has the gradient of central differences, in double precision", () => {
    const names = ["first/weight", "first/bias", "second/weight", "second/bias"];
    return checkGradient(
      (z, ...parts) => {
        const at = { parameter: (name: string) => parts[names.indexOf(name)] } as unknown as Scope;
        return residualTower(z, [perceptron(at, 3, { hidden: 4 })], 0.5, tensors).at(-1)!;
      },
      [[2, 3], [3, 4], [4], [4, 3], [3]],
    );
  });

  test.each(Object.keys(arms) as (keyof typeof arms)[])("builds with %s", (name) => {
    expect(modelOf(arms[name], 2)(new Scope(), images).shape).toEqual([4, 10]);
  });
});
