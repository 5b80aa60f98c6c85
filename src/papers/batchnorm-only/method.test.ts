import { describe, expect, test } from "vitest";
import {
  batchNorm,
  compile,
  constant,
  conv2d,
  createTrainer,
  crossEntropy,
  gradient,
  initialize,
  input,
  open,
  Scope,
  sgd,
  type Optimizer,
  type Parameters,
} from "#engine";
import { forward } from "#lab/measure/forward";
import golden from "./golden/numbers.json";
import {
  batchNormCount,
  gainsOf,
  gainStarts,
  partlyTrainedNet,
  randomWeights,
  shareBelow,
  trainedCount,
  trainedParts,
  updatingOnly,
  withoutGains,
  type PartlyTrained,
} from "./method.ts";

const near = (got: readonly number[], wanted: readonly number[], digits = 5) => {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, at) => expect(value).toBeCloseTo(wanted[at], digits));
};

const tiny = { blocks: 1, width: 2, classes: 3 } as const;
const [batch, side] = [4, 8];
const wave = (size: number, phase: number) =>
  Float32Array.from({ length: size }, (_, at) => Math.sin((at + 1) ** 2 + phase));
const feeds = {
  images: wave(batch * side * side, 30).map(Math.abs),
  labels: Int32Array.from({ length: batch }, (_, at) => at % tiny.classes),
};

function lossOf(net: PartlyTrained) {
  const scope = new Scope();
  const logits = partlyTrainedNet(scope, input("images", [batch, side ** 2]), net);
  return { scope, logits, loss: crossEntropy(logits, input("labels", [batch], "int32")) };
}

/** As golden/make.py has them: sines, in the order in which the layers stand. */
function goldenWeights(scope: Scope): Parameters {
  const weights = initialize(scope, 1);
  const layers = scope.parameters.filter(({ name }) => name.endsWith("kernels")).map(({ name }) => name.slice(0, -8));
  for (const [index, layer] of layers.entries()) {
    const { length } = weights[`${layer}/kernels`];
    const channels = weights[`${layer}/norm/gain`].length;
    weights[`${layer}/kernels`] = wave(length, index).map((value) => (2 * value) / Math.sqrt(length / channels));
    weights[`${layer}/norm/gain`] = wave(channels, index).map((value) => 0.5 + 0.4 * value);
    weights[`${layer}/norm/bias`] = wave(channels, index + 0.5).map((value) => 0.3 * value);
  }
  weights["head/weight"] = wave(weights["head/weight"].length, 20);
  weights["head/bias"] = wave(tiny.classes, 21);
  return weights;
}

describe("batch norm", () => {
  test("has the slopes of the closed form, through the batch's statistics", async () => {
    const g = constant([[0.1], [-0.2], [0.3], [0.4]]);
    const { y, dGain, dBias, dx } = await forward(
      (at) => {
        const x = input("x", [4, 1]);
        const y = batchNorm(at, x, { eps: 0 });
        const [gain, bias] = at.parameters.map(({ tensor }) => tensor);
        const slopes = gradient(y.mul(g).sum(), [gain, bias, x]);
        return { y, dGain: slopes[0], dBias: slopes[1], dx: slopes[2] };
      },
      { mode: "training", weights: { x: Float32Array.of(1, 2, 3, 4) } },
    );
    const normal = [-1.3416408, -0.4472136, 0.4472136, 1.3416408];
    near(y, normal);
    near([...dGain, ...dBias], [0.626099, 0.6]);
    // gain / sigma (g - mean(g) - x^ mean(g x^))
    const expected = [0.1, -0.2, 0.3, 0.4].map(
      (value, at) => (value - 0.6 / 4 - (normal[at] * 0.626099) / 4) / Math.sqrt(1.25),
    );
    near(dx, expected);
  });

  test("after a convolution is in the test one convolution with gain w / sigma and a bias", async () => {
    const x = constant(wave(2 * 16, 3), { shape: [2, 1, 4, 4] });
    const [w, gain, bias, mean, variance] = [wave(27, 1), wave(3, 2), wave(3, 4), wave(3, 5), wave(3, 6).map(Math.exp)];
    const scale = gain.map((value, at) => value / Math.sqrt(variance[at] + 1e-5));
    const { y, folded } = await forward(
      (at) => ({
        y: batchNorm(at, conv2d(x, constant(w, { shape: [3, 1, 3, 3] }), { padding: 1 })),
        folded: conv2d(
          x,
          constant(
            w.map((value, index) => value * scale[Math.floor(index / 9)]),
            { shape: [3, 1, 3, 3] },
          ),
          { padding: 1 },
        ).add(
          constant(
            bias.map((value, at) => value - scale[at] * mean[at]),
            { shape: [3, 1, 1] },
          ),
        ),
      }),
      { weights: { gain, bias, "running mean": mean, "running variance": variance } },
    );
    near(folded, y, 5);
  });
});

describe("a ResNet-8 that torch has as well", () => {
  const net: PartlyTrained = { ...tiny, trained: trainedParts["BatchNorm only"] };

  test("gives its logits, and the slopes at 20 gains and biases that central differences give", async () => {
    const { scope, logits, loss } = lossOf(net);
    const weights = goldenWeights(scope);
    const tensors = golden.slopes.map(({ name }) => scope.parameters.find((spec) => spec.name === name)!.tensor);
    const slopes = Object.fromEntries(gradient(loss, tensors).map((slope, at) => [`${at}`, slope]));
    const program = compile({ outputs: { logits, ...slopes } });
    const session = await open(program, { threads: 1 });
    const own = Object.fromEntries(program.parameters.map(({ name }) => [name, weights[name]]));
    const results = await session.run({ ...own, ...feeds });
    await session.release();
    near(Array.from(results.logits.data, Number), golden.logits, 4);
    for (const [index, { at, slope }] of golden.slopes.entries())
      expect(Number(results[`${index}`].data[at])).toBeCloseTo(slope, 4);
  });

  test("goes where torch's SGD goes when only its norms move, running statistics included", async () => {
    const { scope, loss } = lossOf(net);
    const parameters = goldenWeights(scope);
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 1e-4 });
    const trainer = await createTrainer({ scope, loss, optimizer, parameters, threads: 1 });
    const losses: number[] = [];
    for (let step = 0; step < golden.losses.length; step++) losses.push((await trainer.step(feeds)).loss);
    const after = await trainer.snapshot();
    await trainer.release();
    near(losses, golden.losses, 4);
    for (const [name, values] of Object.entries(golden.after)) near(Array.from(after[name]), values, 5);
    const { tested } = await forward(
      (at) => ({ tested: partlyTrainedNet(at, constant(feeds.images, { shape: [batch, side ** 2] }), net) }),
      { weights: after },
    );
    near(tested, golden.tested, 4);
  });
});

describe("of the parts of a net", () => {
  const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 });

  /** How many values three steps moved, by the last part of each parameter's name. */
  async function moved(net: PartlyTrained, wrap: (at: Scope) => Optimizer = () => optimizer) {
    const { scope, loss } = lossOf(net);
    const before = initialize(scope, 5);
    const trainer = await createTrainer({ scope, loss, optimizer: wrap(scope), seed: 5, threads: 1 });
    for (let step = 0; step < 3; step++) await trainer.step(feeds);
    const after = await trainer.snapshot();
    await trainer.release();
    const counts: Record<string, number> = {};
    for (const { name } of scope.parameters) {
      const part = name.startsWith("head") ? "head" : name.replace(/.*\//, "");
      const changed = after[name].filter((value, at) => !Object.is(value, before[name][at])).length;
      if (changed > 0) counts[part] = (counts[part] ?? 0) + changed;
    }
    return counts;
  }

  test.each([
    ["BatchNorm only", ["bias", "gain"]],
    ["output only", ["head"]],
    ["BatchNorm and output", ["bias", "gain", "head"]],
    ["all weights", ["bias", "gain", "head", "kernels"]],
    ["all but BatchNorm", ["head", "kernels"]],
  ] as const)("%s moves only those that it names, others stay bit by bit", async (name, parts) => {
    const counts = await moved({ ...tiny, trained: trainedParts[name] });
    expect(Object.keys(counts).sort()).toEqual(parts);
  });

  test("random weights moves two a channel, as many as gains and biases, though all of them decay", async () => {
    const counts = await moved({ ...tiny, trained: trainedParts["random weights"] }, ({ parameters }) =>
      updatingOnly(optimizer, randomWeights(parameters, 2, 9)),
    );
    expect(counts).toEqual({ kernels: batchNormCount(tiny) });
  });

  test("BatchNorm only moves every gain", async () => {
    const { gain } = await moved({ ...tiny, trained: trainedParts["BatchNorm only"], gain: gainStarts["1"] });
    expect(gain).toBe(batchNormCount(tiny) / 2);
  });
});

describe("trained numbers", () => {
  const parametersOf = (net: PartlyTrained) => {
    const scope = new Scope();
    partlyTrainedNet(scope, input("images", [2, 196]), net);
    return scope.parameters;
  };

  test.each([1, 2, 5, 9])("of batch norm at D = %i are 2 (W + 14 W D + 6 W), whatever W", (blocks) => {
    for (const width of [4, 16]) {
      const net = { blocks, width, classes: 10 };
      const count = trainedCount(parametersOf({ ...net, trained: trainedParts["BatchNorm only"] }));
      expect(count).toBe(batchNormCount(net));
      const random = parametersOf({ ...net, trained: trainedParts["random weights"] });
      expect(trainedCount(random, randomWeights(random, 2, 1))).toBe(count);
    }
  });

  test("of the paper's nets are as it has them", () => {
    const wanted = { 14: 1120, 32: 2464, 56: 4256, 110: 8288, 218: 16352, 434: 32480, 866: 64736 };
    for (const [layers, count] of Object.entries(wanted))
      expect(batchNormCount({ blocks: (Number(layers) - 2) / 6, width: 16 })).toBe(count);
    const all = parametersOf({ blocks: 2, width: 16, classes: 10, trained: trainedParts["all weights"] });
    // The paper's images have three channels, ours one.
    expect(trainedCount(all) + 2 * 9 * 16).toBe(175_258);
    const head = parametersOf({ blocks: 2, width: 16, classes: 10, trained: trainedParts["output only"] });
    expect(trainedCount(head)).toBe(650);
  });

  test("that are drawn are as many of each channel, others for another seed", () => {
    const random = parametersOf({ ...tiny, trained: trainedParts["random weights"] });
    const free = randomWeights(random, 2, 1);
    for (const { name, shape } of random.filter(({ name }) => name.endsWith("kernels")))
      for (let channel = 0; channel < shape[0]; channel++) {
        const size = free[name].length / shape[0];
        const ones = free[name].subarray(channel * size, (channel + 1) * size).filter((bit) => bit === 1);
        expect(ones, name).toHaveLength(2);
      }
    expect(randomWeights(random, 2, 1)).toEqual(free);
    expect(randomWeights(random, 2, 2)).not.toEqual(free);
    expect(() => randomWeights(random, 3, 1)).toThrow("has 2 weights a channel, fewer than 3");
  });
});

test("gains start as they are asked to, and those near zero can be counted and switched off", () => {
  const scope = new Scope();
  const gain = gainStarts["U(-1, 1)"];
  const wide = { ...tiny, width: 64, trained: trainedParts["all weights"] };
  partlyTrainedNet(scope, input("images", [2, 64]), { ...wide, gain });
  const weights = initialize(scope, 1);
  const gains = gainsOf(weights);
  expect(gains).toHaveLength(batchNormCount({ ...tiny, width: 64 }) / 2);
  expect(Math.min(...gains)).toBeLessThan(-0.9);
  expect(shareBelow(gains, 0.1)).toBeCloseTo(0.1, 1);
  const off = withoutGains(weights, (gain) => Math.abs(gain) < 0.1);
  expect(shareBelow(gainsOf(off), 1e-9)).toBe(shareBelow(gains, 0.1));
  expect(off["stem/kernels"]).toBe(weights["stem/kernels"]);

  const usual = new Scope();
  partlyTrainedNet(usual, input("images", [2, 64]), wide);
  const first = gainsOf(initialize(usual, 1));
  expect([Math.min(...first) > 0, Math.max(...first) < 1]).toEqual([true, true]);
  expect(shareBelow(first, 0.5)).toBeCloseTo(0.5, 1);
});
