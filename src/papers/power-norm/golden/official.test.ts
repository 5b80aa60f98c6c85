/** The method against the released layer, run as it is by torch: official.py made official.json. */
import { expect, test } from "vitest";
import { evaluate, input, Scope } from "#engine";
import { registerMatchers } from "#engine/testing";
import { asFloats, openNormBench } from "#lab/nn/testing/norm-bench";
import { powerNorm } from "../method.ts";
import golden from "./official.json";

registerMatchers(expect);
const { rows, width, groups, warmup } = golden;
const close = { absolute: 2e-5 };

test("outputs, gradients and both running statistics follow it through the warm-up and after it, and inference is the same", async () => {
  const bench = await openNormBench(
    (at, x) => powerNorm(at, x, { warmup, groups }),
    golden,
    asFloats(golden.parameters),
  );
  for (const [index, { x, dy, states, ...outputs }] of golden.steps.entries()) {
    const found = await bench.step(asFloats({ x, dy }));
    for (const [name, values] of Object.entries(outputs))
      expect(found[name], `${name} of step ${index + 1}`).toBeCloseToTensor(values, close);
    for (const [name, values] of Object.entries(states))
      expect(bench.values[name], `${name} after step ${index + 1}`).toBeCloseToTensor(values, close);
  }
  const y = powerNorm(new Scope({ mode: "inference" }), input("x", [rows, width]), { warmup, groups });
  const { x } = golden.inference;
  const feeds = { ...bench.values, ...asFloats({ x }) };
  expect(await evaluate(y, feeds)).toBeCloseToTensor(golden.inference.y, close);
  await bench.release();
});
