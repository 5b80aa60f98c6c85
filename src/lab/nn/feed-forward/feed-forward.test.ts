import { describe, expect, test } from "vitest";
import { batchNorm, input, random, Scope } from "#engine";
import { checkGradient } from "#engine/testing";
import { openForward } from "../../measure/forward.ts";
import { layerNorm } from "../norms.ts";
import {
  feedForward,
  feedForwardStates,
  heLayer,
  highwayLayer,
  layerThenNorm,
  normedLayer,
  residualBlock,
  weightNormLayer,
  type HiddenLayer,
} from "./index.ts";

const features = random(1)
  .stream("x")
  .normal(200 * 24);

/** What a layer of 24 units makes of 200 rows of 24 columns, [200, 24]. */
const outputOf = async (layer: HiddenLayer): Promise<number[]> => {
  const pass = await openForward((at) => ({ y: layer(at, input("x", [200, 24]), 24) }), { mode: "training" });
  const { y } = await pass.run({ x: features });
  await pass.release();
  return y;
};

const meanSquare = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value ** 2, 0) / values.length;

test("a net has its hidden layers, the widths one after the other, and a linear map to its outputs", () => {
  const scope = new Scope();
  const net = { widths: [8, 4], outputs: 3, layer: heLayer };
  const { hidden, outputs } = feedForwardStates(scope, input("x", [5, 6]), net);
  expect([...hidden, outputs].map(({ shape }) => shape)).toEqual([
    [5, 8],
    [5, 4],
    [5, 3],
  ]);
  expect(scope.parameters.map(({ name, shape }) => `${name} ${shape}`)).toEqual([
    ...["layer 1/weight 6,8", "layer 1/bias 8", "layer 2/weight 8,4", "layer 2/bias 4"],
    ...["layer 3/weight 4,3", "layer 3/bias 3"],
  ]);
  expect(feedForward(scope, input("x", [5, 6]), net)).toBe(outputs);
});

test("a net without hidden layers is linear", () => {
  const scope = new Scope();
  expect(feedForward(scope, input("x", [5, 6]), { widths: [], outputs: 2, layer: heLayer }).shape).toEqual([5, 2]);
  expect(scope.parameters.map(({ name }) => name)).toEqual(["layer 1/weight", "layer 1/bias"]);
});

describe("at the start", () => {
  test.each([
    ["He's layer", heLayer],
    ["weight norm", weightNormLayer],
  ])("%s keeps the mean square of what goes in", async (_, layer) => {
    expect(meanSquare(await outputOf(layer)) / meanSquare(features)).toBeGreaterThan(0.75);
    expect(meanSquare(await outputOf(layer)) / meanSquare(features)).toBeLessThan(1.3);
  });

  test("a norm stands before ReLU or behind it", async () => {
    expect(Math.min(...(await outputOf(normedLayer(layerNorm))))).toBe(0);
    const after = await outputOf(layerThenNorm(batchNorm));
    expect(Math.min(...after)).toBeLessThan(-0.3);
    expect(meanSquare(after)).toBeCloseTo(1, 2);
  });

  test("a highway hands on most of what it gets, and all of it if its gate is shut", async () => {
    const off = (y: number[]) => Math.sqrt(meanSquare(y.map((value, at) => value - features[at])));
    expect(off(await outputOf(highwayLayer({ gateBias: -40 })))).toBeLessThan(1e-6);
    expect(off(await outputOf(highwayLayer()))).toBeLessThan(off(await outputOf(highwayLayer({ gateBias: 2 }))));
  });

  test("a residual block adds two layers to what it gets", () => {
    const scope = new Scope();
    residualBlock(batchNorm)(scope, input("x", [5, 8]), 8);
    expect(scope.parameters.map(({ name }) => name).filter((name) => name.endsWith("weight"))).toEqual([
      "inner/weight",
      "outer/weight",
    ]);
    const wider = new Scope();
    expect(residualBlock(batchNorm)(wider, input("x", [5, 6]), 8).shape).toEqual([5, 8]);
    expect(wider.parameters[0].name).toBe("shortcut/weight");
  });
});

test("weight norm's gradient is that of its formula: none along a column of directions", () =>
  checkGradient((v, gain) => v.mul(gain.mul(v.square().sum(0).rsqrt())), [[4, 3], [1, 3]])); // prettier-ignore
