import { describe, expect, test } from "vitest";
import {
  adam,
  constant,
  createTrainer,
  evaluate,
  fill,
  gradient,
  input,
  normal,
  random,
  Scope,
  sgd,
  type Optimizer,
} from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { forward } from "#lab/measure/forward";
import {
  keptCount,
  largest,
  largestOutputs,
  magnitudes,
  masked,
  maskedAdapter,
  withoutMomentum,
  type Choice,
} from "./method.ts";
import golden from "./golden/numbers.json";

registerMatchers(expect);

const everything: Choice = (_, a) => fill(1, a.shape, a.dtype);
const drawn = (name: string, count: number) => random(5).stream(name).normal(count);

describe("the mask", () => {
  const h = constant([
    [0.5, -2, 0.1, 1],
    [-0.5, 1, 0.3, -0.5],
  ]);
  test("is the card's: magnitudes 1, 3, 0.4, 1.5, of which only the second is above 1.65", async () => {
    expect(await evaluate(magnitudes(h))).toBeCloseToTensor([1, 3, 0.4, 1.5]);
    expect(await evaluate(largest(magnitudes(h)))).toBeCloseToTensor([0, 1, 0, 0]);
  });
  test("does not change with the scale of the input, nor when magnitudes are divided by their sum", async () => {
    for (const scaled of [magnitudes(h.mul(1000)), magnitudes(h.mul(1e-3)), magnitudes(h).div(5.9)])
      expect(await evaluate(largest(scaled))).toBeCloseToTensor([0, 1, 0, 0]);
  });
  test("keeps n - ceil(0.7 (n - 1)) features, as torch's quantile does", async () => {
    for (const [size, kept] of Object.entries(golden.kept)) {
      const n = Number(size);
      expect(keptCount(n), size).toBe(kept);
      const mask = largest(constant(drawn(size, n)));
      expect(Number((await evaluate(mask.sum())).data[0]), size).toBe(kept);
    }
  });
  test("keeps all where all are equal, and all at quantile 0", async () => {
    expect(await evaluate(largest(fill(2, [6])))).toBeCloseToTensor([1, 1, 1, 1, 1, 1]);
    expect(await evaluate(largest(constant([3, 1, 2]), 0))).toBeCloseToTensor([1, 1, 1]);
  });
  test("of random magnitudes overlaps with another by 0.3 / (2 - 0.3)", () => {
    const n = 64;
    const top = (name: string) => new Set(random(7).stream(name).permutation(n).slice(0, keptCount(n)));
    const overlaps = Array.from({ length: 400 }, (_, at) => {
      const [a, b] = [top(`a ${at}`), top(`b ${at}`)];
      const both = [...a].filter((feature) => b.has(feature)).length;
      return both / (a.size + b.size - both);
    });
    expect(overlaps.reduce((sum, one) => sum + one) / overlaps.length).toBeCloseTo(0.3 / 1.7, 1);
  });
});

describe("the gradient", () => {
  const feeds = { x: drawn("x", 30), w: drawn("w", 40), b: drawn("b", 8) };
  const [x, w, b] = [input("x", [2, 3, 5]), input("w", [5, 8]), input("b", [8])];
  const of = (choice: Choice | null) => {
    const at = new Scope();
    const h = choice === null ? x.matmul(w) : masked(choice)(at, x, w, b);
    return gradient(h.add(b).sin().sum(), [x, w, b]);
  };
  const bytes = async (tensor: ReturnType<typeof of>[number]) =>
    Array.from((await evaluate(tensor, feeds)).data, Number);

  test("with every feature is bit for bit that of a plain product: the first task, and quantile 0", async () => {
    const [plain, open, zero] = [of(null), of(everything), of((_, a) => largest(a, 0))];
    for (const at of [0, 1, 2]) {
      expect(await bytes(open[at])).toEqual(await bytes(plain[at]));
      expect(await bytes(zero[at])).toEqual(await bytes(plain[at]));
    }
  });
  test("masks columns of W [in, out] to exactly 0, leaves the others bit for bit, and input and bias alone", async () => {
    const [plain, own] = [of(null), of(largestOutputs)];
    for (const at of [0, 2]) expect(await bytes(own[at])).toEqual(await bytes(plain[at]));
    const mask = await bytes(largest(magnitudes(x.matmul(w).add(b))));
    expect(mask.filter((kept) => kept === 1).length).toBe(3);
    const whole = await bytes(plain[1]);
    expect((await bytes(own[1])).map(Math.abs)).toEqual(whole.map((slope, at) => Math.abs(slope * mask[at % 8])));
  });
  test("agrees with central differences where nothing is masked", () =>
    checkGradient((x, w, b) => masked(everything)(new Scope(), x, w, b).add(b).tanh(), [[2, 3, 4], [4, 5], [5]]));
});

describe("updates", () => {
  /** A feature that is large on the first batch and small on the second: how far its weights move in each. */
  async function movements(optimizer: Optimizer): Promise<number[]> {
    const scope = new Scope();
    const weight = scope.parameter("w", [2, 3], normal(1));
    const h = masked((_, a) => largest(a, 0.9))(scope, input("x", [1, 2]), weight);
    const trainer = await createTrainer({ scope, loss: h.square().sum(), optimizer, seed: 1 });
    await trainer.restart({ w: Float32Array.of(3, 1, 0, 0, 1, 2) });
    const moved: number[] = [];
    for (const x of [
      [1, 0],
      [0, 1],
    ]) {
      const [before] = (await trainer.snapshot()).w;
      await trainer.step({ x: Float32Array.from(x) }, { learningRate: 0.01 });
      moved.push(Math.abs((await trainer.snapshot()).w[0] - before));
    }
    await trainer.release();
    return moved;
  }
  test("of plain descent leave a masked feature where it is; Adam's momentum moves it on, unless that is ruled out", async () => {
    const [first, second] = await movements(sgd({ momentum: 0 }));
    expect([first > 0.01, second]).toEqual([true, 0]);
    expect((await movements(adam()))[1]).toBeGreaterThan(0.001);
    const [still, frozen] = await movements(withoutMomentum(adam()));
    expect([still > 0.001, frozen]).toEqual([true, 0]);
  });
});

describe("torch, masked as the released trainer masks", () => {
  const valuesOf = (name: string, count: number) => {
    const phase = [...name].reduce((sum, letter, at) => sum + letter.charCodeAt(0) * (at + 1), 0) % 97;
    return Float32Array.from({ length: count }, (_, at) => 0.6 * Math.sin(1.7 * at + phase));
  };
  const given = (name: string, ...shape: number[]) =>
    constant(valuesOf(name, shape.reduce((a, b) => a * b)), { shape }); // prettier-ignore

  test("two layers", async () => {
    const found = await forward((at) => {
      const parameter = (name: string, ...shape: number[]) => at.parameter(name, shape, () => valuesOf(name, shape.reduce((a, b) => a * b))); // prettier-ignore
      const [w1, b1] = [parameter("first/weight", 5, 8), parameter("first/bias", 8)];
      const [w2, b2] = [parameter("second/weight", 8, 7), parameter("second/bias", 7)];
      const product = masked(largestOutputs);
      const inner = product(at, given("x", 2, 3, 5), w1, b1).add(b1);
      const outer = product(at, inner.gelu(), w2, b2).add(b2);
      const loss = outer
        .sub(given("target", 2, 3, 7))
        .square()
        .sum();
      const [first, second, firstBias, secondBias] = gradient(loss, [w1, w2, b1, b2]);
      return { loss, first, second, firstBias, secondBias, a: magnitudes(inner) };
    });
    expect(found.loss[0]).toBeCloseTo(golden.loss, 4);
    expect(found.a).toBeCloseToTensor(golden.magnitudes.first);
    expect(found.first).toBeCloseToTensor(golden.masked.first);
    expect(found.second).toBeCloseToTensor(golden.masked.second);
    expect(found.firstBias).toBeCloseToTensor(golden.bias.first);
    expect(found.secondBias).toBeCloseToTensor(golden.bias.second);
  });

  test("an adapter: the way down by its own output, the way up by the whole map's", async () => {
    const found = await forward((at) => {
      const parameter = (name: string, ...shape: number[]) => at.parameter(name, shape, () => valuesOf("a", shape.reduce((a, b) => a * b))); // prettier-ignore
      const adapter = { down: parameter("down", 5, 6), up: parameter("up", 6, 7), scale: 2 };
      const [weight, bias] = [parameter("base", 5, 7), given("a/bias", 7)];
      const h = maskedAdapter(at, given("x", 2, 3, 5), { weight, bias, adapter, choice: largestOutputs }).add(bias);
      const loss = h
        .sub(given("target", 2, 3, 7))
        .square()
        .sum();
      const [down, up, base] = gradient(loss, [adapter.down, adapter.up, weight]);
      return { slopeDown: down, slopeUp: up, slopeBase: base };
    });
    expect(found.slopeDown).toBeCloseToTensor(golden.adapter.down);
    expect(found.slopeUp).toBeCloseToTensor(golden.adapter.up);
    expect(found.slopeBase.every((slope) => slope === 0)).toBe(true);
  });
});
