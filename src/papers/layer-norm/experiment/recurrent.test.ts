import { describe, expect, test } from "vitest";
import { adam, constantRate, evaluate, gradient, initialize, input, random, Scope } from "#engine";
import { registerMatchers } from "#engine/testing";
import { characters } from "#lab/datasets/characters";
import { layerNormGru } from "../method.ts";
import { openEvaluator } from "#lab/measure/evaluator";
import {
  gru,
  openRecurrent,
  orthogonalGates,
  recurrentLoss,
  recurrentModel,
  type Cell,
  type RecurrentModel,
} from "#lab/training/recurrent/index";

registerMatchers(expect);

const rhyme = "the whale, the whale, the white whale swims; the sailor sings, the sailor swings. ".repeat(6);
const vocabulary = characters(rhyme);
const codes = vocabulary.encode(rhyme);
const model = (cell: Cell): RecurrentModel => ({ vocabulary: vocabulary.size, inputs: 12, units: 24, cell });

test("orthogonal gates keep the length of a state, each on its own", () => {
  const weight = orthogonalGates([3, 6], random(1).stream("U"));
  const column = (at: number) => [0, 1, 2].map((row) => weight[row * 6 + at]);
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  for (const gate of [0, 3])
    for (const i of [0, 1, 2])
      for (const j of [0, 1, 2]) expect(dot(column(gate + i), column(gate + j))).toBeCloseTo(Number(i === j), 5);
});

describe("the gated recurrent unit", () => {
  test("follows its equations", async () => {
    const at = new Scope();
    const next = gru(at, input("x", [1, 2]), input("h", [1, 2]));
    const weights = {
      U: Float32Array.of(0.3, -0.2, 0.1, 0.5, 0.2, 0.4, -0.3, 0.1),
      W: Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, -0.1, 0.2, 0.3),
      b: Float32Array.of(0.1, -0.1, 0.2, 0),
      Ux: Float32Array.of(0.5, 0.1, -0.2, 0.3),
      Wx: Float32Array.of(0.2, -0.4, 0.6, 0.1),
      bx: Float32Array.of(0.05, -0.05),
    };
    const [x, h] = [
      [1, -0.5],
      [0.2, -0.1],
    ];
    const evaluator = await openEvaluator({ next });
    const { next: value } = await evaluator.run(weights, { x: Float32Array.from(x), h: Float32Array.from(h) });
    await evaluator.release();
    const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
    const times = (v: number[], matrix: Float32Array, columns: number, column: number) =>
      v[0] * matrix[column] + v[1] * matrix[columns + column];
    const gate = (k: number) => sigmoid(times(h, weights.U, 4, k) + times(x, weights.W, 4, k) + weights.b[k]);
    const expected = [0, 1].map((k) => {
      const c = Math.tanh(times(h, weights.Ux, 2, k) * gate(k) + times(x, weights.Wx, 2, k) + weights.bx[k]);
      return gate(2 + k) * h[k] + (1 - gate(2 + k)) * c;
    });
    expect(value).toBeCloseToTensor(expected);
  });
});

describe("the recurrent model", () => {
  test("shares its weights over time: unrolling further adds none", () => {
    const names = (length: number) => {
      const { scope } = recurrentLoss(model(layerNormGru), { batch: 2, length, mode: "training" });
      return [...scope.parameters, ...scope.states].map(({ name }) => name);
    };
    expect(names(9)).toEqual(names(2));
  });

  test("goes on from a given state as if it had not been interrupted", async () => {
    const scope = new Scope();
    const whole = recurrentModel(scope, input("all", [1, 6], "int32"), model(gru));
    const first = recurrentModel(scope, input("all", [1, 6], "int32").slice(1, 0, 4), model(gru));
    const rest = recurrentModel(scope, input("all", [1, 6], "int32").slice(1, 4, 6), model(gru), first.states.at(-1));
    const evaluator = await openEvaluator({ whole: whole.states[6], pieces: rest.states[2] });
    const { whole: once, pieces } = await evaluator.run(initialize(scope, 1), { all: codes.slice(0, 6) });
    await evaluator.release();
    expect(pieces).toBeCloseToTensor(once);
  });

  test("hands out its states, so that gradients through time need no hooks", async () => {
    const { scope, loss, states } = recurrentLoss(model(gru), { batch: 2, length: 5, mode: "training" });
    expect(states.length).toBe(6);
    const partials = gradient(loss, states.slice(1));
    const evaluator = await openEvaluator(
      Object.fromEntries(partials.map((slope, i) => [`slope ${i}`, slope.abs().max()])),
    );
    const fed = { tokens: codes.slice(0, 10), targets: codes.slice(1, 11) };
    const found = Object.values(await evaluator.run(initialize(scope, 1), fed)).map(({ data }) => Number(data[0]));
    await evaluator.release();
    expect(found.every((slope) => slope > 0)).toBe(true);
  });

  test.each([
    ["the plain cell", gru],
    ["the layer-normalized cell", layerNormGru],
  ])("learns a tiny text by heart with %s, the same from the same seed", async (_, cell) => {
    const learn = async (steps: number) => {
      const run = await openRecurrent({
        model: model(cell),
        text: { train: codes, validation: codes.subarray(0, 200) },
        batch: 8,
        length: 12,
        steps,
        seed: 1,
        optimizer: adam(),
        learningRate: constantRate(1e-2),
        validationBatches: 2,
        threads: 1,
      });
      const before = await run.validationLoss();
      const losses: number[] = [];
      for await (const { loss } of run.train()) losses.push(loss);
      const after = await run.validationLoss();
      await run.release();
      return { before, after, losses };
    };
    const { before, after, losses } = await learn(150);
    expect(before).toBeGreaterThan(2.5);
    expect(after).toBeLessThan(0.5);
    expect((await learn(5)).losses).toEqual(losses.slice(0, 5));
  });
});

test("a state of zero is where a window starts unless it is told otherwise", async () => {
  const { states } = recurrentModel(new Scope(), input("tokens", [2, 3], "int32"), model(gru));
  expect(Array.from((await evaluate(states[0])).data as Float32Array)).toEqual(Array(48).fill(0));
});
