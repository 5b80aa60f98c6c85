/** The method against the released layer, run as it is by torch: official.py made official.json. */
import { expect, test } from "vitest";
import { evaluate, input, Scope } from "#engine";
import { registerMatchers } from "#engine/testing";
import { asFloats, openNormBench } from "#lab/nn/testing/norm-bench";
import { unifiedNorm } from "../method.ts";
import golden from "./official.json";

registerMatchers(expect);
const { rows, width, window, warmup, before } = golden;
const close = { absolute: 1e-4, relative: 1e-4 };

test.each(golden.runs)(
  "outputs, gradients, statistics and skipped batches follow it, and inference is the same (filtration: $filtration)",
  async ({ filtration, parameters, steps, inference }) => {
    const options = { warmup, filtration, window };
    const bench = await openNormBench((at, x) => unifiedNorm(at, x, options), golden, {
      ...asFloats(parameters),
      step: Float32Array.of(before),
    });
    for (const [index, { x, dy, states, ...outputs }] of steps.entries()) {
      const found = await bench.step(asFloats({ x, dy }));
      for (const [name, values] of Object.entries(outputs))
        expect(found[name], `${name} of step ${index + 1}`).toBeCloseToTensor(values, close);
      for (const [name, values] of Object.entries(states))
        expect(bench.values[name], `${name} after step ${index + 1}`).toBeCloseToTensor(values, close);
    }
    const y = unifiedNorm(new Scope({ mode: "inference" }), input("x", [rows, width]), options);
    const feeds = { ...bench.values, ...asFloats({ x: inference.x }) };
    expect(await evaluate(y, feeds)).toBeCloseToTensor(inference.y, close);
    await bench.release();
  },
);
