import { describe, expect, test } from "vitest";
import { batchNorm, compile, constant, gradient, input, open, Scope, type Parameters, type Tensor } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { convolutionalNet } from "#lab/nn/vision/convolutional";
import golden from "./golden/numbers.json";
import { calibratedBatchNorm, classConfusion, coreLoss, weightOfSamples, type Calibration } from "./method.ts";

registerMatchers(expect);

/** Outputs of tensors that are built at a fresh scope; weights that are not given are as at the start of training. */
async function values(
  build: (at: Scope) => Record<string, Tensor>,
  { weights = {}, feeds = {}, mode = "inference" as const }: Given = {},
): Promise<Record<string, number[]>> {
  const scope = new Scope({ mode });
  const program = compile({ outputs: build(scope) });
  const session = await open(program, { threads: 1 });
  const start: Parameters = { gain: Float32Array.of(1), bias: Float32Array.of(0) };
  const stored: Parameters = { "running mean": Float32Array.of(0), "running variance": Float32Array.of(1) };
  const all = { ...start, ...stored, ...weights };
  const own = Object.fromEntries(program.parameters.map(({ name }) => [name, all[name]]));
  const results = await session.run({ ...own, ...feeds });
  await session.release();
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, Array.from(data, Number)]));
}

interface Given {
  readonly weights?: Parameters;
  readonly feeds?: Parameters;
  readonly mode?: "training" | "inference";
}

/** One channel, an image of one pixel each. */
const column = (...rows: number[]): Tensor => constant(rows.map((value) => [[[value]]]));
const four = column(1, 2, 3, 6);
const calibrate = (x: Tensor, calibration: Calibration, given?: Given) =>
  values((at) => ({ y: calibratedBatchNorm(at, x, calibration) }), given).then(({ y }) => y);

const near = (got: readonly number[], wanted: readonly number[], digits = 5) => {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, at) => expect(value).toBeCloseTo(wanted[at], digits));
};

describe("calibrated batch norm", () => {
  test("of 1, 2, 3, 6 with a stored mean of 0 and variance of 1, at weights 0, 1/2 and 1", async () => {
    near(await calibrate(four, { targetWeight: 0 }), [0.999995, 1.99999, 2.999985, 5.99997]);
    near(await calibrate(four, { targetWeight: 0.5 }), [-0.33333259, 0.33333259, 0.99999778, 2.99999333]);
    near(await calibrate(four, { targetWeight: 1 }), [-1.06904, -0.53452, 0, 1.60357]);
  });

  test("as a mixture of populations has the variance between their means as well: 4.5 instead of 2.25", async () => {
    const y = await calibrate(four, { targetWeight: 0.5, variance: "mixture" });
    near(
      y,
      [1, 2, 3, 6].map((value) => (value - 1.5) / Math.sqrt(4.5 + 1e-5)),
    );
  });

  test("is inference at weight 0 and training at weight 1, with a weight that is fed", async () => {
    const x = constant(
      Array.from({ length: 3 }, (_, n) =>
        [0, 1].map((c) => [
          [n * 1.3 - c, 2 * c + n * n],
          [c, n],
        ]),
      ),
    );
    const weights = {
      gain: Float32Array.of(1.5, -0.7),
      bias: Float32Array.of(0.2, 3),
      "running mean": Float32Array.of(0.5, -1),
      "running variance": Float32Array.of(2, 0.3),
    };
    const at = (weight: number) =>
      calibrate(x, { targetWeight: input("w", []) }, { weights, feeds: { w: Float32Array.of(weight) } });
    const usual = async (mode: "training" | "inference") =>
      (await values((scope) => ({ y: batchNorm(scope, x) }), { weights, mode })).y;
    near(await at(0), await usual("inference"), 6);
    near(await at(1), await usual("training"), 5);
    near(await at(0.5), await calibrate(x, { targetWeight: 0.5 }, { weights }), 6);
  });

  test("does not depend on the weight where the test batch has the stored statistics", async () => {
    const weights = { "running mean": Float32Array.of(3), "running variance": Float32Array.of(3.5) };
    for (const variance of ["linear", "mixture"] as const)
      for (const targetWeight of [0, 0.3, 1])
        near(await calibrate(four, { targetWeight, variance }, { weights }), [-1.06904, -0.53452, 0, 1.60357]);
  });

  test("takes no notice at weight 1 of a rescaled and shifted input, and does at weight 0", async () => {
    const moved = column(...[1, 2, 3, 6].map((value) => 4 * value - 7));
    near(await calibrate(moved, { targetWeight: 1 }), await calibrate(four, { targetWeight: 1 }));
    const [before, after] = [await calibrate(four, { targetWeight: 0 }), await calibrate(moved, { targetWeight: 0 })];
    expect(Math.abs(before[0] - after[0])).toBeGreaterThan(1);
  });

  test("over single images gives each what it would get in a batch of its own", async () => {
    const images = [
      [1, 5, 2, 0],
      [9, 3, 3, 4],
    ];
    const x = (rows: number[][]) =>
      constant(
        rows.map(([a, b, c, d]) => [
          [
            [a, b],
            [c, d],
          ],
        ]),
      );
    const together = await calibrate(x(images), { targetWeight: 0.6, over: "image" });
    for (const [index, image] of images.entries())
      near(together.slice(4 * index, 4 * index + 4), await calibrate(x([image]), { targetWeight: 0.6 }));
  });

  test("changes no statistics that are stored, not even in training mode", () => {
    const scope = new Scope({ mode: "training" });
    calibratedBatchNorm(scope, four, { targetWeight: 0.5 });
    expect(scope.states.map(({ name, next }) => [name, next])).toEqual([
      ["running mean", null],
      ["running variance", null],
    ]);
  });

  test("weighs the test batch by its share of the samples", () => {
    expect(weightOfSamples(16, 16)).toBe(0.5);
    expect(weightOfSamples(200, 50)).toBe(0.8);
  });

  test("has the gradient of central differences, with either variance", async () => {
    for (const variance of ["linear", "mixture"] as const)
      await checkGradient(
        (x, gain, bias, mean, spread) => {
          const running = spread.square().add(0.5);
          const given: Record<string, Tensor> = { gain, bias, "running mean": mean, "running variance": running };
          // Parameters and states as inputs, which the check moves in double precision.
          const at = { parameter: (name: string) => given[name], state: (name: string) => ({ value: given[name] }) };
          return calibratedBatchNorm(at as unknown as Scope, x, { targetWeight: 0.4, variance });
        },
        [[3, 2, 2, 1], [2], [2], [2], [2]],
      );
  });

  test("with the gradient stopped is an affine map of its input", async () => {
    const x = input("x", [4, 1, 1, 1]);
    const slope = (stopGradient: boolean) =>
      values(
        (at) => {
          const y = calibratedBatchNorm(at, x, { targetWeight: 0.5, stopGradient });
          return { slope: gradient(y.square().sum(), [x])[0], y };
        },
        { feeds: { x: Float32Array.of(1, 2, 3, 6) } },
      );
    const [stopped, flowing] = [await slope(true), await slope(false)];
    near(stopped.y, flowing.y);
    near(
      stopped.slope,
      stopped.y.map((value) => (2 * value) / Math.sqrt(2.25)),
      4,
    );
    expect(Math.abs(stopped.slope[0] - flowing.slope[0])).toBeGreaterThan(0.1);
  });
});

describe("Core", () => {
  const confusion = async (rows: number[][]) =>
    (await values(() => ({ loss: classConfusion(constant(rows)) }))).loss[0];
  const worked = [
    [0.7, 0.2, 0.1],
    [0.6, 0.3, 0.1],
    [0.1, 0.1, 0.8],
    [0.2, 0.7, 0.1],
  ];
  const [a, b, c] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];

  test("of the worked example is 0.4479312", async () => {
    expect(await confusion(worked)).toBeCloseTo(0.4479312, 6);
    const logits = constant(worked.map((row) => row.map(Math.log)));
    const { loss } = await values(() => ({ loss: coreLoss(logits) }));
    expect(loss[0]).toBeCloseTo(0.4479312, 6);
  });

  test("is 0 where all is sure and balanced, 2/3 where nothing is, and 4/9 where all are one class", async () => {
    expect(await confusion([a, b, c, a])).toBeCloseTo(0, 6);
    const third = [1 / 3, 1 / 3, 1 / 3];
    expect(await confusion([third, third])).toBeCloseTo(2 / 3, 6);
    expect(await confusion([a, a, a])).toBeCloseTo(4 / 9, 6);
  });

  test("is larger at a temperature above 1, and with entropy weights listens to the sure rows", async () => {
    const logits = constant([
      [4, 0, 0],
      [0, 4, 0],
      [0, 0, 4],
      [0.3, 0.2, 0.1],
    ]);
    const { plain, warm, weighted } = await values(() => ({
      plain: coreLoss(logits),
      warm: coreLoss(logits, { temperature: 2.5 }),
      weighted: coreLoss(logits, { entropyWeights: true }),
    }));
    expect(warm[0]).toBeGreaterThan(plain[0]);
    expect(weighted[0]).toBeLessThan(plain[0]);
  });

  test("has the gradient of central differences", () =>
    checkGradient((logits) => coreLoss(logits, { temperature: 1.5 }), [[5, 4]]));
});

describe("a net of two calibrated layers", () => {
  /** The products of matrices of the golden net, as the middle tap of a window of 3 x 3. */
  const weights: Parameters = Object.fromEntries(
    golden.norms.flatMap((norm, index) => [
      ...Object.entries(norm).map(([name, data]) => [`layer ${index + 1}/norm/${name}`, Float32Array.from(data)]),
      [
        `layer ${index + 1}/kernels`,
        Float32Array.from({ length: golden.kernels[index].length * 9 }, (_, at) =>
          at % 9 === 4 ? golden.kernels[index][Math.floor(at / 9)] : 0,
        ),
      ],
    ]),
  );

  function net(at: Scope, variance: Calibration["variance"]): Tensor {
    const images = constant(golden.x).reshape(6, 2, 3, 3);
    return [4, 3]
      .reduce((x, channels, index) => {
        const layer = at.scope(`layer ${index + 1}`);
        const kernels = layer.parameter("kernels", [channels, x.shape[1], 3, 3], () => new Float32Array());
        const y = calibratedBatchNorm(layer.scope("norm"), middleTap(x, kernels), {
          targetWeight: golden.weight,
          variance,
        });
        return y.relu();
      }, images)
      .mean([2, 3], { keepDims: false });
  }

  const middleTap = (x: Tensor, kernels: Tensor): Tensor => {
    const [o, i] = kernels.shape;
    const matrix = kernels.reshape(o, i, 9).at(2, 4); // [o, i]
    const [n, , h, w] = x.shape;
    return matrix.matmul(x.reshape(n, i, h * w)).reshape(n, o, h, w);
  };

  test("gives what numpy computes, and Core's slopes there by central differences", async () => {
    const named = ["layer 1/norm/gain", "layer 1/norm/bias", "layer 2/norm/gain", "layer 2/norm/bias"];
    const got = await values(
      (at) => {
        const logits = net(at, "linear");
        const core = coreLoss(logits);
        const of = named.map((name) => at.parameters.find((spec) => spec.name === name)!.tensor);
        const slopes = gradient(core, of);
        return { logits, core, ...Object.fromEntries(named.map((name, index) => [`slope of ${name}`, slopes[index]])) };
      },
      { weights },
    );
    near(got.logits, golden.logits);
    expect(got.core[0]).toBeCloseTo(golden.core, 6);
    for (const [index, { gain, bias }] of golden.slopes.entries()) {
      near(got[`slope of layer ${index + 1}/norm/gain`], gain);
      near(got[`slope of layer ${index + 1}/norm/bias`], bias);
    }
    near((await values((at) => ({ y: net(at, "mixture") }), { weights })).y, golden.mixture);
  });

  test("of the lab's kind takes each layer's statistics after the layers before it", async () => {
    // At weight 1 a rescaled input changes nothing at any depth.
    const layers = [{ channels: 3 }, { channels: 4 }];
    const images = Float32Array.from({ length: 2 * 16 }, (_, at) => Math.sin(at * at));
    const logits = async (scale: number, targetWeight: number) => {
      const scope = new Scope({ mode: "inference" });
      const fed = constant(Array.from(images, (value) => value * scale)).reshape(2, 16);
      const norm = (at: Scope, x: Tensor) => calibratedBatchNorm(at, x, { targetWeight, eps: 0 });
      const tensor = convolutionalNet(scope, fed, { layers, classes: 2, norm, classify: "image" });
      const drawn = Object.fromEntries(
        [...scope.parameters, ...scope.states].map(({ name, shape }) => {
          const size = shape.reduce((product, length) => product * length, 1);
          return [name, Float32Array.from({ length: size }, (_, at) => 1.5 + Math.cos(at * 7))];
        }),
      );
      return (await values(() => ({ tensor }), { weights: drawn })).tensor;
    };
    near(await logits(5, 1), await logits(1, 1), 4);
    expect(Math.abs((await logits(5, 0))[0] - (await logits(1, 0))[0])).toBeGreaterThan(0.1);
  });
});
