import { expect, test } from "vitest";
import type { Parameters } from "#engine";
import { registerMatchers } from "#engine/testing";
import { characters } from "../datasets/characters.ts";
import { depthArm, type DepthArmName } from "../training/depth/index.ts";
import { summarizeRemovals } from "./block-removal.ts";
import { openDepthProbe } from "./depth-probe.ts";
import golden from "./golden/depth.json" with { type: "json" };

registerMatchers(expect);

const shape = { depth: 4, width: 8, heads: 2, context: 5, batch: 2 };
const codes = Int32Array.from(golden.codes);
const text = { vocabulary: characters("abcdefg"), train: codes, validation: codes };

/** As the golden script makes them. */
function weightsOf(specs: readonly { name: string; shape: readonly number[] }[]): Parameters {
  return Object.fromEntries(
    specs.map(({ name, shape }) => {
      const place = golden.names.indexOf(name);
      const size = shape.reduce((product, length) => product * length, 1);
      const valueAt = (at: number) => Math.sin(0.37 * (at + 1) ** 2 + 1.3 * place);
      const of = (at: number) => (shape.length === 1 ? 1 + 0.2 * valueAt(at) : 0.5 * valueAt(at));
      return [name, Float32Array.from({ length: size }, (_, at) => of(at))];
    }),
  );
}

test.each(Object.entries(golden.arms))(
  "%s: what torch finds block by block, its Jacobians whole and in double precision",
  async (name, expected) => {
    const arm = depthArm(name as DepthArmName, shape);
    const probe = openDepthProbe({ device: "cpu", threads: 1 }, arm, { text, shape }, { vectors: 100, batches: 1 });
    try {
      const weights = weightsOf(probe.scope.parameters);
      expect(Object.keys(weights).sort()).toEqual(golden.names);
      const { variance, gradient, angle, jacobian } = await probe.profile(weights);
      expect(variance).toBeCloseToTensor(expected.variance, { relative: 1e-4, absolute: 1e-4 });
      expect(gradient).toBeCloseToTensor(expected.gradient, { relative: 1e-4, absolute: 1e-4 });
      expect(angle).toBeCloseToTensor(expected.angle, { absolute: 1e-4 });
      for (const [at, value] of expected.jacobian.entries()) expect(jacobian[at] / value).toBeCloseTo(1, 1);
      const { loss, costs } = await probe.removal(weights);
      expect(loss).toBeCloseTo(expected.loss, 4);
      expect(costs).toBeCloseToTensor(expected.removal, { absolute: 1e-4 });
    } finally {
      await probe.release();
    }
  },
);

test("costs of removal: equal ones have the depth of their number, one alone that of one, and block 1 does not count", () => {
  expect(summarizeRemovals([9, 1, 1, 1, 1, 1])).toEqual({ effectiveDepth: 5, useless: 0, deep: 3, deepOverShallow: 1 });
  const { effectiveDepth, useless, deep, deepOverShallow } = summarizeRemovals([9, 0.1, -0.5, 0.4, 0, 0]);
  expect(effectiveDepth).toBeCloseTo(0.25 / 0.17, 10);
  // Their mean is 0: of 0.1, -0.5, 0.4, 0 and 0 one is below a quarter of it.
  expect(useless).toBeCloseTo(1 / 5, 10);
  expect(deep).toBeCloseTo(0.4, 10);
  expect(deepOverShallow).toBeCloseTo(-2 / 3, 10);
  expect(summarizeRemovals([1, -1, -1, 0]).effectiveDepth).toBe(0);
});
