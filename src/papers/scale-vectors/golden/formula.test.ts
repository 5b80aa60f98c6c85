/** The method against its equations in torch: formula.py made formula.json. */
import { expect, test } from "vitest";
import { constant, evaluate, input, Scope } from "#engine";
import { registerMatchers } from "#engine/testing";
import { openEvaluator } from "#lab/measure/evaluator";
import { noNorm } from "#lab/nn/norms";
import { asFloats, openNormBench } from "#lab/nn/testing/norm-bench";
import { scaleVector, velocity, withScaleVectors, type GainForm } from "../method.ts";
import golden from "./formula.json";

registerMatchers(expect);

const floats = (values: readonly number[], ...shape: number[]) => constant(Float32Array.from(values), { shape });
const { rows, width, heads } = golden;
const { x, dy, direction, magnitude, behind } = golden;

test.each(Object.keys(golden.forms) as GainForm[])("a gain in the form %s has torch's gradients", async (form) => {
  const given: Record<string, number[]> = form === "plain" ? { gain: direction } : { direction, magnitude };
  const bench = await openNormBench(
    (at, x) => x.mul(scaleVector(at, width, form, "input gain")),
    golden,
    asFloats(given),
  );
  const found = await bench.step(asFloats({ x, dy }));
  for (const [name, values] of Object.entries(golden.forms[form]))
    expect(found[name], name).toBeCloseToTensor(values, { absolute: 1e-5 });
  await bench.release();
});

test.each(["query", "output"] as const)("behind a normalized product (%s) a gain gives torch's values", async (map) => {
  const model = withScaleVectors(
    { vocabulary: 2, context: rows, depth: 1, width, heads, norm: noNorm },
    { form: "plain", behind: "normalized gain" },
  );
  const scope = new Scope();
  const site = { block: 1, depth: 1, sublayer: "attention" } as const;
  const read = model.normAt!(site)(scope.scope("norm"), input("x", [rows, width]));
  const y = model.linear!(scope.scope("attention").scope(map), read, width, { toResidual: map === "output" });
  const evaluator = await openEvaluator({ y });
  const { v, u, weight } = asFloats({ v: behind.v, u: behind.u, weight: behind.weight });
  const weights = { "norm/gain": v, [`attention/${map}/weight`]: weight, [`attention/${map}/behind/gain`]: u };
  const found = await evaluator.run(weights, asFloats({ x }));
  expect(found.y).toBeCloseToTensor(behind[map], { absolute: 1e-5 });
  await evaluator.release();
});

test("A = W diag(gain) moves under gradient flow as torch's chain rule has it", async () => {
  const { rows, w, gain, slope, velocity: expected } = golden.flow;
  const moved = velocity(floats(w, rows, width), floats(gain, width), floats(slope, rows, width));
  expect(await evaluate(moved)).toBeCloseToTensor(expected, { absolute: 1e-5 });
});
