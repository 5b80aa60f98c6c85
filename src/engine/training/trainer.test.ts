import { describe, expect, test } from "vitest";
import {
  adam,
  adamW,
  batchNorm,
  clipByGlobalNorm,
  constant,
  createTrainer,
  crossEntropy,
  DivergedError,
  dropout,
  evaluate,
  filled,
  globalNorm,
  input,
  linear,
  muon,
  normal,
  ones,
  perGroup,
  random,
  Scope,
  sgd,
  xavierUniform,
  type Optimizer,
  type TrainerOptions,
} from "../index.ts";
import { registerMatchers } from "../testing.ts";

registerMatchers(expect);

/** Two classes in four quadrants: no line parts them. */
function quadrants(seed: number, n = 64) {
  const x = random(seed)
    .stream("points")
    .normal(2 * n);
  return { x, label: Int32Array.from({ length: n }, (_, i) => Number(x[2 * i] * x[2 * i + 1] > 0)) };
}

interface ModelOptions extends Partial<TrainerOptions> {
  readonly n?: number;
  readonly noisy?: boolean;
}

function model({ n = 64, noisy = false, ...options }: ModelOptions = {}) {
  const scope = new Scope();
  const init = xavierUniform;
  let hidden = linear(scope.scope("first"), input("x", [n, 2]), 16, { init }).tanh();
  if (noisy) hidden = dropout(scope, batchNorm(scope.scope("norm"), hidden), 0.1);
  const logits = linear(scope.scope("second"), hidden, 2, { init });
  const label = input("label", [n], "int32");
  const accuracy = logits.argmax(1).squeeze(1).equal(label).cast("float32").mean();
  return createTrainer({
    scope,
    loss: crossEntropy(logits, label),
    metrics: { accuracy },
    optimizer: adam({ learningRate: 0.03 }),
    seed: 3,
    ...options,
  });
}

describe("a trainer", () => {
  test.each<[string, Optimizer]>([
    ["adam", adam({ learningRate: 0.03 })],
    ["adamW", adamW({ learningRate: 0.03, weightDecay: 0.001 })],
    ["gradient descent", sgd({ learningRate: 1 })],
    ["momentum", sgd({ learningRate: 0.2, momentum: 0.9 })],
    ["Nesterov's momentum", sgd({ learningRate: 0.2, momentum: 0.9, nesterov: true })],
    [
      "muon for matrices, adam for vectors",
      perGroup({ matrices: muon({ learningRate: 0.1 }), vectors: adam({ learningRate: 0.03 }) }),
    ],
  ])("with %s learns what no line can part", async (_, optimizer) => {
    const trainer = await model({ optimizer });
    let last = { loss: Infinity, accuracy: 0 };
    for (let step = 0; step < 300; step++) last = (await trainer.step(quadrants(step % 8))) as typeof last;
    expect(last.accuracy).toBeGreaterThan(0.9);
    expect(trainer.steps).toBe(300);
    await trainer.release();
  });

  test("makes the same bytes from the same seed, with one thread and with two", async () => {
    const run = async (threads: number) => {
      const trainer = await model({ threads, noisy: true });
      for (let step = 0; step < 5; step++) await trainer.step(quadrants(step));
      const parameters = trainer.parameters();
      await trainer.release();
      return parameters;
    };
    const once = await run(1);
    expect(await run(1)).toEqual(once);
    expect(await run(2)).toEqual(once);
  });

  test("resumed from a checkpoint makes the bytes of the uninterrupted run, noise and running statistics included", async () => {
    const whole = await model({ noisy: true });
    for (let step = 0; step < 6; step++) await whole.step(quadrants(step));
    const first = await model({ noisy: true });
    for (let step = 0; step < 3; step++) await first.step(quadrants(step));
    const second = await model({ noisy: true, resume: await first.checkpoint() });
    expect(second.steps).toBe(3);
    for (let step = 3; step < 6; step++) await second.step(quadrants(step));
    expect(await second.checkpoint()).toEqual(await whole.checkpoint());
    await Promise.all([whole, first, second].map((trainer) => trainer.release()));
  });

  test("averages the gradients of several batches as if they were one", async () => {
    const large = quadrants(1);
    const halves = [0, 1].map((i) => ({
      x: large.x.slice(64 * i, 64 * (i + 1)),
      label: large.label.slice(32 * i, 32 * (i + 1)),
    }));
    const optimizer = sgd({ learningRate: 0.5 });
    const [one, two] = [await model({ optimizer }), await model({ optimizer, n: 32 })];
    const whole = await one.step(large);
    const parts = await two.step(halves);
    expect(parts.loss).toBeCloseTo(whole.loss, 5);
    expect(two.steps).toBe(1);
    for (const [name, values] of Object.entries(one.parameters()))
      expect(two.parameters()[name]).toBeCloseToTensor(values);
    await Promise.all([one.release(), two.release()]);
  });

  test("trains those that it is told to, and clips by the norm of their gradients alone", async () => {
    const scope = new Scope();
    const [own, other] = ["own", "other"].map((name) => scope.parameter(name, [1], ones));
    const loss = own.mul(3).add(other.mul(4)).sum();
    const trains = ({ name }: { name: string }) => name === "own";
    const trainer = await createTrainer({ scope, loss, optimizer: sgd({ momentum: 0 }), trains, maxGradNorm: 1 });
    await trainer.step({}, { learningRate: 0.5 });
    expect(trainer.parameters().own[0]).toBeCloseTo(0.5, 5);
    expect([...trainer.parameters().other]).toEqual([1]);
    await trainer.release();
  });

  test("leaves frozen parameters alone, and keeps no state for them", async () => {
    const scope = new Scope();
    const frozen = scope.parameter("frozen", [2], ones, { frozen: true });
    const free = scope.parameter("free", [2], ones);
    const trainer = await createTrainer({ scope, loss: frozen.mul(free).sum(), optimizer: adam() });
    await trainer.step({});
    expect([...trainer.parameters().frozen]).toEqual([1, 1]);
    expect(trainer.parameters().free[0]).toBeLessThan(1);
    expect(trainer.stateBytes).toBe(2 * 2 * 4);
    await trainer.release();
  });

  test("moves a tied parameter by the sum of its uses", async () => {
    const scope = new Scope();
    const loss = scope.parameter("w", [], filled(3)).mul(scope.parameter("w", [], filled(3)));
    const trainer = await createTrainer({ scope, loss, optimizer: sgd({ learningRate: 1 }) });
    await trainer.step({});
    expect([...trainer.parameters().w]).toEqual([-3]); // 3 - 2 * 3
    await trainer.release();
  });

  test("takes the step's rate instead of the optimizer's, and keeps the proportion of groups", async () => {
    const scope = new Scope();
    const loss = scope
      .parameter("a", [1], ones)
      .sum()
      .add(scope.parameter("b", [1, 1], ones).sum());
    const optimizer = perGroup({ vectors: sgd({ learningRate: 0.1 }), matrices: sgd({ learningRate: 0.2 }) });
    const trainer = await createTrainer({ scope, loss, optimizer });
    await trainer.step({}, { learningRate: 0.3 });
    expect(trainer.parameters().a).toBeCloseToTensor([0.7]);
    expect(trainer.parameters().b).toBeCloseToTensor([0.4]);
    await trainer.release();
  });

  test("is released while a step is under way, and then refuses", async () => {
    const trainer = await model();
    const step = trainer.step(quadrants(1));
    await Promise.all([trainer.release(), trainer.release()]);
    expect((await step).loss).toBeGreaterThan(0);
    await expect(trainer.step(quadrants(1))).rejects.toThrow("the trainer is released");
  });
});

describe("the first Adam step", () => {
  test("goes by the rate against the gradient's sign, whatever its size", async () => {
    const scope = new Scope();
    const loss = scope
      .parameter("w", [3], ones)
      .mul(constant([1e-3, -5, 400]))
      .sum();
    const trainer = await createTrainer({ scope, loss, optimizer: adam({ learningRate: 0.01 }) });
    await trainer.step({});
    expect(trainer.parameters().w).toBeCloseToTensor([0.99, 1.01, 0.99], { absolute: 1e-6 });
    await trainer.release();
  });

  test("and those after it follow algorithm 1 of the paper", async () => {
    const scope = new Scope();
    const loss = scope.parameter("w", [1], ones).square().sum();
    const trainer = await createTrainer({ scope, loss, optimizer: adam({ learningRate: 0.1 }) });
    let [w, m, v] = [1, 0, 0];
    for (let t = 1; t <= 20; t++) {
      await trainer.step({});
      const g = 2 * w;
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      w -= (0.1 * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8);
    }
    expect(trainer.parameters().w).toBeCloseToTensor([w]);
    await trainer.release();
  });
});

test("clipping scales all gradients to the norm allowed, and leaves small ones alone", async () => {
  const tensors = [constant([3, 0]), constant([[4]])];
  expect(await evaluate(globalNorm(tensors))).toBeCloseToTensor([5]);
  expect(await evaluate(clipByGlobalNorm(tensors, 1)[1])).toBeCloseToTensor([0.8]);
  expect(await evaluate(clipByGlobalNorm(tensors, 10)[1])).toBeCloseToTensor([4]);
});

describe("a run that goes bad stops", () => {
  test("with the step and the first bad tensor, and the parameters from before", async () => {
    const scope = new Scope();
    const weight = scope.parameter("layer/weight", [2], ones);
    const loss = weight
      .mul(input("x", [2]))
      .log()
      .sum();
    const trainer = await createTrainer({ scope, loss, optimizer: sgd() });
    await trainer.step({ x: Float32Array.of(1, 1) });
    const before = trainer.parameters();
    const error = await trainer.step({ x: Float32Array.of(1, -1) }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DivergedError);
    expect((error as Error).message).toBe(
      "the loss is NaN at step 2; the first bad tensor is log float32[2] (after parameter layer/weight)",
    );
    expect(trainer.parameters()).toEqual(before);
    await trainer.release();
  });

  test("naming a bad feed, or a parameter that an update spoilt", async () => {
    const scope = new Scope();
    const loss = scope
      .parameter("w", [1], ones)
      .mul(input("x", [1]))
      .sum();
    const trainer = await createTrainer({ scope, loss, optimizer: sgd() });
    await expect(trainer.step({ x: Float32Array.of(NaN) })).rejects.toThrow(
      "at step 1; the first bad tensor is input x",
    );
    await trainer.step({ x: Float32Array.of(1) }, { learningRate: Infinity });
    await expect(trainer.step({ x: Float32Array.of(1) })).rejects.toThrow("the first bad tensor is parameter w");
    await trainer.release();
  });
});

describe("what cannot be trained is refused before anything runs", () => {
  const scope = new Scope();
  const w = scope.parameter("w", [1000], normal());
  const x = input("x", [1000]);
  const loss = w.mul(x).sum();
  const optimizer = sgd();
  test.each<[string, TrainerOptions, string]>([
    ["a loss that is no scalar", { scope, loss: w, optimizer }, "the loss must be one float, got float32[1000]"],
    [
      "a loss without parameters",
      { scope, loss: x.sum(), optimizer },
      "the loss depends on no parameter of this scope",
    ],
    ["a metric of many values", { scope, loss, optimizer, metrics: { all: w } }, 'metric "all" must be a single value'],
    ["unknown initial values", { scope, loss, optimizer, parameters: { v: new Float32Array(1) } }, 'no parameter "v"'],
    [
      "initial values of another size",
      { scope, loss, optimizer, parameters: { w: new Float32Array(1) } },
      'feed "w": needs 1000 values',
    ],
    [
      "too much memory",
      { scope, loss, optimizer, memoryLimit: 1000 },
      "more than the limit of 0.0 MB; the largest tensors are",
    ],
    ["a vector for muon", { scope, loss, optimizer: muon() }, 'muon: "w" is [1000], no matrix'],
    [
      "a group without optimizer",
      { scope, loss, optimizer: perGroup({ matrices: sgd() }) },
      '"w" is in group "vectors"',
    ],
  ])("%s", (_, options, message) => expect(createTrainer(options)).rejects.toThrow(message));

  test("a feed that is missing or unknown", async () => {
    const trainer = await createTrainer({ scope, loss, optimizer });
    await expect(trainer.step({})).rejects.toThrow('feed "x" is missing; the loss takes "x"');
    await expect(trainer.step({ x: new Float32Array(1000), y: new Float32Array(1) })).rejects.toThrow(
      'feed "y": unknown',
    );
    await trainer.release();
  });

  test("a checkpoint of another model", async () => {
    const other = await model();
    await expect(createTrainer({ scope, loss, optimizer, resume: await other.checkpoint() })).rejects.toThrow(
      'the checkpoint lacks "w"',
    );
    await other.release();
  });
});

test("the memory of a step is known before it runs", async () => {
  const trainer = await model();
  // Two matrices, two biases, two Adam moments of each, and 64 rows of points and labels.
  const parameters = 2 * 16 + 16 + 16 * 2 + 2;
  expect(trainer.stateBytes).toBe(2 * 4 * parameters);
  expect(trainer.memory.fixed).toBeGreaterThanOrEqual(3 * 4 * parameters + 64 * 3 * 4);
  expect(trainer.memory.peak).toBeGreaterThan(trainer.memory.fixed);
  await trainer.release();
});

test("a trainer that begins again is as good as a new one, on the values that it is given", async () => {
  const trainer = await model();
  const first = await trainer.snapshot();
  const run = async () => [await trainer.step(quadrants(0)), await trainer.step(quadrants(1))];
  const before = await run();
  await trainer.restart();
  expect(trainer.steps).toBe(0);
  expect(await run()).toEqual(before);
  const name = Object.keys(first)[0];
  await trainer.restart({ [name]: first[name].map((value) => value + 1) });
  expect((await trainer.snapshot())[name][0]).toBeCloseTo(first[name][0] + 1, 6);
  expect(await run()).not.toEqual(before);
  await expect(async () => trainer.restart({ nothing: new Float32Array(1) })).rejects.toThrow('no parameter "nothing"');
  await trainer.release();
  await expect(trainer.restart()).rejects.toThrow("released");
});
