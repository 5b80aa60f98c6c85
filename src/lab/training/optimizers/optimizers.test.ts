import { beforeAll, describe, expect, test } from "vitest";
import { constant, createTrainer, evaluate, filled, input, optimizerBytes, Scope, sgd, type Optimizer } from "#engine";
import { registerMatchers } from "#engine/testing";
import { mobyDickTokens, type CharacterText } from "../../datasets/moby-dick.ts";
import { createLab, drain } from "../../kit/index.ts";
import { timeArms, timeRatio } from "../../measure/timing.ts";
import { compareNorms, languageModelLoss, modelOf } from "../language-model/index.ts";
import { rateBeyond, type Tuned } from "../tuning/index.ts";
import {
  armOf,
  baselineTuning,
  baselines,
  bench,
  gridOf,
  hiddenBy,
  matricesBy,
  normalizedSgd,
  openGradientVariance,
  ratesOf,
  ratesPlan,
  roleOf,
  tunedArmOf,
  unitRms,
  updateArm,
  varianceOf,
  type Contestant,
} from "./index.ts";

registerMatchers(expect);

const lab = createLab(1, "cpu", 1);
const small = { depth: 1, width: 16, heads: 2, context: 8, batch: 4 };
const unit = (learningRate: number) => normalizedSgd({ learningRate, direction: (g) => unitRms(g, 0) });
const columns: Contestant = {
  name: "columns",
  how: "",
  rates: 2,
  around: 1e-3,
  optimizer: (learningRate, second) => matricesBy(unit(learningRate), second),
};

let text: CharacterText;
beforeAll(async () => {
  text = await mobyDickTokens({ size: 100 });
});

/** The parameters of the model that all contestants train, at its full size. */
const benchParameters = () =>
  languageModelLoss(
    modelOf(armOf(baselines.sgd, null), {
      text: { ...text, vocabulary: { ...text.vocabulary, size: 512 } },
      shape: bench.shape,
    }),
    {
      batch: 1,
      mode: "training",
    },
  ).scope.parameters;

describe("the bench", () => {
  test("has 100,352 hidden weights, two ends of 32,768 and 320 gains", () => {
    const sizes: Record<string, number> = {};
    for (const spec of benchParameters()) sizes[roleOf(spec)] = (sizes[roleOf(spec)] ?? 0) + spec.tensor.size;
    expect(sizes).toEqual({ embedding: 32_768, hidden: 100_352, head: 32_768, vectors: 320 });
  });

  test.each([
    ["SGD", baselines.sgd, 0],
    ["momentum", baselines.momentum, 4 * 166_208],
    ["Adam", baselines.adam, 1_329_664],
    ["AdamW", baselines.adamW, 1_329_664],
    ["Adam at two rates", baselines.adamTwoRates, 1_329_664],
    ["Muon", baselines.muon, 928_256],
    ["normalized columns with Adam for gains", columns, 8 * 320],
  ] as const)("%s keeps as many bytes as arithmetic says", (_, contestant: Contestant, bytes) => {
    expect(optimizerBytes(contestant.optimizer(1e-3, 1e-2), benchParameters())).toBe(bytes);
  });

  test("every baseline has its rates from a grid whose end they do not touch", () => {
    const { learningRates, tuning } = ratesPlan([], Object.values(baselines));
    expect(Object.keys(learningRates)).toHaveLength(8);
    expect(tuning).toContain("seeds 1001, 1002 and 1003");
    for (const contestant of Object.values(baselines)) {
      const { learningRate, second } = ratesOf([], contestant);
      expect(gridOf(contestant)).toContain(learningRate);
      expect(second === null).toBe(contestant.rates === 1);
    }
    for (const arm of Object.keys(learningRates)) expect(rateBeyond(baselineTuning, arm), arm).toBeNull();
  });

  test("a paper's own contestant has its rates from the paper's own table", () => {
    const row = (arm: string, learningRate: number): Tuned => ({ arm, learningRate, seed: 1001, nats: 1 });
    const own = [row("columns", 2e-3), row("columns, second rate", 3e-2)];
    expect(ratesOf(own, columns)).toEqual({ learningRate: 2e-3, second: 3e-2 });
    expect(() => ratesOf([], columns)).toThrow("columns");
  });

  test("contestants that take turns end where they end alone, and tell their bytes", async () => {
    const arms = [baselines.sgd, baselines.muon].map((contestant) => tunedArmOf([], contestant));
    const comparison = { text, shape: small, steps: 5, validationBatches: 1 };
    const together = await drain(compareNorms(lab, arms, { ...comparison, turn: 2 }));
    for (const [at, arm] of arms.entries()) {
      const [alone] = await drain(compareNorms(lab, [arm], comparison));
      expect(together[at].validation).toBe(alone.validation);
      expect(together[at].weights).toEqual(alone.weights);
    }
    expect(together[0].stateBytes).toBe(0);
    expect(together[1].stateBytes).toBeGreaterThan(0);
  });
});

/** One matrix [2, 2] of ones and its gradient, fed. Returns the matrix after each step. */
async function steps(optimizer: Optimizer, gradients: readonly (readonly number[])[]) {
  const scope = new Scope();
  const matrix = scope.parameter("matrix", [2, 2], filled(1));
  const loss = matrix.mul(input("gradient", [2, 2])).sum();
  const trainer = await createTrainer({ scope, loss, optimizer });
  const after = [];
  for (const gradient of gradients) {
    await trainer.step({ gradient: Float32Array.from(gradient) });
    after.push(trainer.parameters().matrix);
  }
  await trainer.release();
  return after;
}

describe("normalized descent", () => {
  test("goes along the direction of the gradient, or of its average", async () => {
    const plain = normalizedSgd({ learningRate: 1, direction: (g) => g });
    expect((await steps(plain, [[1, 2, 0, -1]]))[0]).toBeCloseToTensor([0, -1, 1, 2]);
    const averaged = normalizedSgd({ learningRate: 1, direction: (g) => g, momentum: 0.75 });
    // 0.25 * 4 = 1, then 0.75 * 1 + 0.25 * 8 = 2.75.
    const [first, second] = await steps(averaged, [[4, 0, 0, 0], [8, 0, 0, 0]]); // prettier-ignore
    expect([first[0], second[0]]).toBeCloseToTensor([0, -2.75]);
  });
  test("shrinks by its decay, times the rate", async () => {
    const decaying = normalizedSgd({ learningRate: 0.5, direction: (g) => g, weightDecay: 0.2 });
    expect((await steps(decaying, [[1, 0, 0, 0]]))[0]).toBeCloseToTensor([0.4, 0.9, 0.9, 0.9]);
  });
  test("unit root mean squares along either axis; zeros stay zeros", async () => {
    const matrix = constant([[3, 0], [4, 0]]); // prettier-ignore
    const half = Math.sqrt(12.5);
    expect(await evaluate(unitRms(matrix, 0))).toBeCloseToTensor([3 / half, 0, 4 / half, 0]);
    expect(await evaluate(unitRms(matrix, 1))).toBeCloseToTensor([Math.SQRT2, 0, Math.SQRT2, 0]);
  });
  test("a second rate goes to what it is for, and a schedule scales both", async () => {
    const optimizer = hiddenBy(sgd({ learningRate: 1 }), 0.01);
    expect(optimizer.learningRate).toBe(1);
    const scope = new Scope();
    const [hidden, head] = ["block/weight", "head"].map((name) => scope.parameter(name, [1, 2], filled(0)));
    const trainer = await createTrainer({ scope, loss: hidden.add(head).sum(), optimizer });
    await trainer.step({}, { learningRate: 0.5 });
    const after = trainer.parameters();
    await trainer.release();
    expect(after["block/weight"]).toBeCloseToTensor([-0.5, -0.5]);
    expect(after.head).toBeCloseToTensor([-0.005, -0.005], { absolute: 1e-6 });
  });
});

describe("the noise of gradients", () => {
  test("is the mean squared distance from the mean, summed, by number, and against the mean's size", () => {
    // Means 2 and 0; squared distances 1 and 1, then 9 and 9.
    const found = varianceOf([[1, 3], [3, -3]]); // prettier-ignore
    expect(found).toEqual({ total: 10, perParameter: 5, relative: 2.5 });
    expect(varianceOf([[1, 2], [1, 2]]).total).toBe(0); // prettier-ignore
  });
  test("is measured for every parameter, the same every time, and falls with the size of the batch", async () => {
    const of = async (batch: number) => {
      const comparison = { text, shape: { ...small, batch }, steps: 3 };
      const meter = await openGradientVariance(lab, armOf(baselines.sgd, null), comparison, { batches: 8 });
      const found = await meter.of(meter.initial);
      expect(await meter.of(meter.initial)).toEqual(found);
      await meter.release();
      return found;
    };
    const [four, sixteen] = [await of(4), await of(16)];
    expect(four.map(({ name }) => name)).toContain("block 1/attention/query/weight");
    const head = (rows: typeof four) => rows.find(({ name }) => name === "head")!.total;
    expect(head(four) / head(sixteen)).toBeGreaterThan(2);
    expect(head(four) / head(sixteen)).toBeLessThan(8);
  });
});

test("updates can be timed alone, beside each other", async () => {
  const specs = benchParameters();
  const arms = [baselines.sgd, baselines.muon].map(({ name, optimizer }) =>
    updateArm(name, { optimizer: optimizer(1e-3, 1e-2), specs, threads: 1 }),
  );
  const work = timeArms(arms, { baseline: "SGD", rounds: 2, seed: 1 });
  let next = await work.next();
  while (!next.done) next = await work.next();
  expect(timeRatio(next.value, "Muon", "SGD").median).toBeGreaterThan(1.5);
});
